/** Everybody of the demo. Those with an account can sign in. */
export const companies = [
  { key: 'acme', name: 'Acme' },
  { key: 'globex', name: 'Globex' },
  { key: 'initech', name: 'Initech' },
] as const;

export type CompanyKey = (typeof companies)[number]['key'];

export interface Customer {
  name: string;
  email: string;
  company: CompanyKey;
  account: boolean;
  /** Share of the tickets: 60 of 1,000 are about 180 of 3,000. */
  share: number;
}

export const customers: readonly Customer[] = [
  { name: 'Alice Novak', email: 'alice@acme.example', company: 'acme', account: true, share: 60 },
  { name: 'Bob Lindqvist', email: 'bob@acme.example', company: 'acme', account: true, share: 90 },
  { name: 'Dana Whitfield', email: 'dana@acme.example', company: 'acme', account: false, share: 110 },
  { name: 'Emeka Obi', email: 'emeka@acme.example', company: 'acme', account: false, share: 80 },
  { name: 'Farah Haddad', email: 'farah@acme.example', company: 'acme', account: false, share: 60 },
  { name: 'Carol Jensen', email: 'carol@globex.example', company: 'globex', account: true, share: 100 },
  { name: 'Gustavo Prado', email: 'gustavo@globex.example', company: 'globex', account: false, share: 120 },
  { name: 'Hanna Kowalska', email: 'hanna@globex.example', company: 'globex', account: false, share: 80 },
  { name: 'Ivo Marić', email: 'ivo@globex.example', company: 'globex', account: false, share: 70 },
  { name: 'Joon Park', email: 'joon@initech.example', company: 'initech', account: false, share: 90 },
  { name: 'Kavya Raman', email: 'kavya@initech.example', company: 'initech', account: false, share: 80 },
  { name: 'Liam O’Brien', email: 'liam@initech.example', company: 'initech', account: false, share: 60 },
];

export interface StaffMember {
  name: string;
  email: string;
  role: 'agent' | 'owner';
  account: boolean;
}

export const staff: readonly StaffMember[] = [
  { name: 'Jonas Keller', email: 'agent@portico.example', role: 'agent', account: true },
  { name: 'Mira Osei', email: 'owner@portico.example', role: 'owner', account: true },
  { name: 'Priya Shah', email: 'priya@portico.example', role: 'agent', account: false },
  { name: 'Tomas Berg', email: 'tomas@portico.example', role: 'agent', account: false },
];
