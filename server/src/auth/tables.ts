import type { ColumnType, Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { Migrator } from 'kysely/migration';

export type Dialect = 'sqlite' | 'postgres';

/** better-auth keeps dates as ISO text in SQLite and as timestamps in PostgreSQL. */
type Moment = ColumnType<string | Date, string | Date, string | Date>;

/** Tables of accounts and sessions. The first four are better-auth's, under its names. */
export type AuthTables = {
  user: {
    id: string;
    name: string;
    email: string;
    emailVerified: boolean | number;
    image: string | null;
    createdAt: Moment;
    updatedAt: Moment;
    role: string;
    /** ISO time since when the account is closed to its person; not better-auth's. */
    disabledAt: string | null;
  };
  session: {
    id: string;
    expiresAt: Moment;
    token: string;
    createdAt: Moment;
    /** The last thing its person did; the idle limit counts from here. */
    updatedAt: Moment;
    ipAddress: string | null;
    userAgent: string | null;
    userId: string;
  };
  /** better-auth's: how a user signs in, a row a way. A provider of an owner's settings is `sso:<its id>`. */
  account: {
    id: string;
    accountId: string;
    providerId: string;
    userId: string;
    accessToken: string | null;
    refreshToken: string | null;
    idToken: string | null;
    accessTokenExpiresAt: Moment | null;
    refreshTokenExpiresAt: Moment | null;
    scope: string | null;
    password: string | null;
    createdAt: Moment;
    updatedAt: Moment;
  };
  /** Accounts asked for, not proven yet. Nothing of them exists elsewhere until the mailed link is redeemed. */
  registrations: {
    /** SHA-256 of the mailed token. */
    token_hash: string;
    email: string;
    name: string;
    password_hash: string;
    consent_version: string | null;
    /** Milliseconds since 1970. */
    expires_at: number;
    consented_at: string | null;
    /** Where the page wants to go on; was an allowed address when it was asked for. */
    return_to: string | null;
  };
  /** See one-time.ts. */
  one_time: {
    purpose: string;
    /** SHA-256 of the token. */
    token_hash: string;
    subject: string | null;
    /** JSON. */
    data: string;
    /** Milliseconds since 1970. */
    expires_at: number;
  };
  /** Registration mails that were sent, so that nobody gets a second one unasked. */
  invitations: {
    email: string;
    /** ISO time. */
    sent_at: string;
  };
  throttles: {
    bucket: string;
    count: number;
    /** Milliseconds since 1970. */
    expires_at: number;
  };
};

/**
 * better-auth 1.7's own schema, written out so that every migration runs under one lock; a test asks better-auth
 * whether anything is missing.
 */
const accounts = (dialect: Dialect): Migration => ({
  async up(db: Kysely<unknown>) {
    const moment = sql.raw(dialect === 'postgres' ? 'timestamptz' : 'date');
    const flag = sql.raw(dialect === 'postgres' ? 'boolean' : 'integer');
    await db.schema
      .createTable('user')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('email', 'text', (column) => column.notNull().unique())
      .addColumn('emailVerified', flag, (column) => column.notNull())
      .addColumn('image', 'text')
      .addColumn('createdAt', moment, (column) => column.notNull())
      .addColumn('updatedAt', moment, (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('session')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('expiresAt', moment, (column) => column.notNull())
      .addColumn('token', 'text', (column) => column.notNull().unique())
      .addColumn('createdAt', moment, (column) => column.notNull())
      .addColumn('updatedAt', moment, (column) => column.notNull())
      .addColumn('ipAddress', 'text')
      .addColumn('userAgent', 'text')
      .addColumn('userId', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
      .execute();
    await db.schema
      .createTable('account')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('accountId', 'text', (column) => column.notNull())
      .addColumn('providerId', 'text', (column) => column.notNull())
      .addColumn('userId', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
      .addColumn('accessToken', 'text')
      .addColumn('refreshToken', 'text')
      .addColumn('idToken', 'text')
      .addColumn('accessTokenExpiresAt', moment)
      .addColumn('refreshTokenExpiresAt', moment)
      .addColumn('scope', 'text')
      .addColumn('password', 'text')
      .addColumn('createdAt', moment, (column) => column.notNull())
      .addColumn('updatedAt', moment, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('verification')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('identifier', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('expiresAt', moment, (column) => column.notNull())
      .addColumn('createdAt', moment, (column) => column.notNull())
      .addColumn('updatedAt', moment, (column) => column.notNull())
      .execute();
    await db.schema.createIndex('session_userId_idx').on('session').column('userId').execute();
    await db.schema.createIndex('account_userId_idx').on('account').column('userId').execute();
    await db.schema
      .createIndex('verification_identifier_idx')
      .on('verification')
      .column('identifier')
      .execute();
  },
});

const registrations: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('registrations')
      .addColumn('token_hash', 'text', (column) => column.primaryKey().notNull())
      .addColumn('email', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('password_hash', 'text', (column) => column.notNull())
      .addColumn('consent_version', 'text')
      .addColumn('consented_at', 'text')
      .addColumn('expires_at', 'double precision', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('registrations_email_idx').on('registrations').column('email').execute();
    await db.schema
      .createTable('throttles')
      .addColumn('bucket', 'text', (column) => column.primaryKey().notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addColumn('expires_at', 'double precision', (column) => column.notNull())
      .execute();
  },
};

const identity: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('one_time')
      .addColumn('purpose', 'text', (column) => column.notNull())
      .addColumn('token_hash', 'text', (column) => column.notNull())
      .addColumn('subject', 'text')
      .addColumn('data', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'double precision', (column) => column.notNull())
      .addPrimaryKeyConstraint('one_time_pkey', ['purpose', 'token_hash'])
      .execute();
    await db.schema
      .createIndex('one_time_subject_idx')
      .on('one_time')
      .columns(['purpose', 'subject'])
      .execute();
    await db.schema.createIndex('one_time_expires_idx').on('one_time').column('expires_at').execute();
    await db.schema
      .createTable('invitations')
      .addColumn('email', 'text', (column) => column.primaryKey().notNull())
      .addColumn('sent_at', 'text', (column) => column.notNull())
      .execute();
    // One account a person and provider, however often they come at once.
    await db.schema
      .createIndex('account_provider_idx')
      .on('account')
      .columns(['providerId', 'accountId'])
      .unique()
      .execute();
  },
};

const accountStates: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('user').addColumn('disabledAt', 'text').execute();
    await db.schema.alterTable('registrations').addColumn('return_to', 'text').execute();
  },
};

/** Brings the tables of accounts up to date; gateways that start together on one database wait for each other. */
export async function migrateAccounts<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          '0001_accounts': accounts(dialect),
          '0002_registrations': registrations,
          '0003_identity': identity,
          '0004_account_states': accountStates,
        }),
    },
    migrationTableName: 'account_migrations',
    migrationLockTableName: 'account_migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
