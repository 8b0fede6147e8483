/**
 * Passwords of eight characters and more that lists of leaked ones begin with, in lower case, and those a visitor
 * of a support portal tries first. Compact on purpose: guessing is stopped by the throttle, this stops the first ten.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  00000000 0987654321 11111111 11223344 1122334455 123123123 123321123 12341234 12344321 12345678 123456789
  1234567890 123456abc 12345qwert 1234qwer 123qweasd 147258369 159753123 1a2b3c4d 1q2w3e4r 1q2w3e4r5t
  1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 456789123 741852963 789456123 87654321 963852741 987654321
  a1234567 a12345678 a123456789 a1b2c3d4 aa123456 aa12345678 aaaaaaaa1 abc12345 abcd1234 abcde12345
  access123 access14 admin123 admin1234 adminadmin administrateur administrator alexander andrew12 angel123
  angels12 anthony1 arsenal1 asdasd123 asdasdasd asdf1234 asdfasdf asdfghjk asdfghjkl asdfqwer ashley12
  asshole1 autumn12 baby1234 babygirl babygirl1 bailey12 barcelona baseball baseball1 basketball
  basketball1 batman123 beautiful bella123 benjamin biteme12 blahblah blessed1 blink182 blueberry bubbles1
  budweiser bullshit business buster12 butterfly camaro12 cash1234 catherine changeit changeme changeme1
  changeme123 charlie1 charlie123 chelsea1 chocolate christian christopher company1 company123 computer
  computer1 contrasena cookie12 cookie123 corvette cowboys1 crystal1 customer customer1 daniel12 darkvader
  december1 default1 diamonds donald12 dragon12 dragon123 eagle123 elizabeth eminem12 explorer facebook
  facebook1 faithful falcon12 february ferrari1 firebird football football1 forever1 fortnite friday13
  fuckoff1 fuckyou1 fuckyou2 garfield ginger12 godisgood goodluck google123 guest123 guestguest guinness
  happy123 harley12 harleydavidson haslo123 heaven12 hello123 hello1234 hellohello hellokitty helloworld
  helpdesk helpdesk1 hockey123 honda123 hunter12 hunter123 ilovegod iloveme1 iloveyou iloveyou1 iloveyou2
  instagram internet internet1 iphone12 jackdaniels jaguar12 january1 jennifer jessica1 jesus123
  jesuschrist jonathan jordan23 joshua12 juventus katherine kawasaki killer12 killer123 lakers24 letmein1
  letmein123 letmeinnow lightning linkedin lion1234 liverpool liverpool1 login123 loginlogin lovelove
  loveme123 loveyou1 lucky123 lucky777 maggie12 manchester marlboro master12 master123 mastermaster
  matthew1 mercedes metallica michael1 michael123 michelle mickey12 mickeymouse microsoft midnight
  minecraft monday12 money123 money1234 monkey12 monkey123 moonlight motdepasse motorola mustang1 mysecret
  nicholas nicole12 nirvana1 nokia123 november october1 office123 opensesame p@ssw0rd p@ssword pa55w0rd
  pa55word panther1 passw0rd password password1 passwort patricia peaches1 pepper12 phoenix1 pokemon1
  pokemon123 porsche1 portal12 portal123 portico1 precious princess princess1 private1 pussy123 q1w2e3r4
  q1w2e3r4t5 qazwsx123 qazwsxedc qwe123qwe qweasdzxc qweqwe123 qweqweqwe qwer1234 qwerasdf qwerty12
  qwerty123 qwerty1234 qwerty12345 qwertyui qwertyuiop rainbow1 ranger12 realmadrid redsox04 robert12
  roblox123 rockstar rockyou1 root1234 rootroot samantha samsung1 samsung123 scorpion secret12 secret123
  senha123 september service1 sexy1234 sexysexy shadow12 shadow123 slipknot snoopy12 soccer12 soccer123
  softball sophie12 spiderman spring12 starlight starwars steelers stephanie strawberry summer12 summer123
  sunflower sunshine superman support1 support123 suzuki12 temp1234 temppass test1234 test12345 testing1
  testing123 testtest thomas12 thunder1 ticket123 tiger123 tigger12 tigger123 toortoor topsecret toyota12
  trustno1 twitter1 veronica victoria volleyball wachtwoord welcome1 welcome123 welcome2 welcometo whatever
  whatever1 william1 windows1 windows10 winnie12 winter12 winter123 yamaha12 yankees1 youtube1 zaq12wsx
  zaq1xsw2 zaq1zaq1 zxcvbnm, zxcvbnm1 zxcvbnm123 zxcvzxcv zxczxczxc
`
    .trim()
    .split(/\s+/),
);
