/** What a message may be made of. Everything else goes; its text stays. Widen this list only with a test that shows why it is safe. */

export const TAGS: readonly string[] =
  'a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figure figcaption h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var'.split(
    ' ',
  );

export const ATTRIBUTES: readonly string[] =
  'href title alt src width height colspan rowspan start align dir lang'.split(' ');
