/** The analyzer lists `#name` members as private ones; nobody outside can reach them, so they are left out. */
function leaveOutPrivates() {
  return {
    name: 'leave-out-privates',
    packageLinkPhase({ customElementsManifest }) {
      for (const { declarations = [] } of customElementsManifest.modules) {
        for (const declaration of declarations) {
          declaration.members = declaration.members?.filter(
            ({ name, privacy }) => !name.startsWith('#') && privacy !== 'private' && privacy !== 'protected',
          );
          declaration.attributes = declaration.attributes?.filter(({ privacy }) => privacy !== 'private');
        }
      }
    },
  };
}

export default {
  globs: ['src/components/**/*.ts'],
  exclude: ['**/*.styles.ts'],
  litelement: true,
  // package.json names the manifest's place already; the analyzer would write its own there.
  packagejson: false,
  plugins: [leaveOutPrivates()],
};
