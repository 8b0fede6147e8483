import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../src/desks/builtin/cursor.ts';
import { failsWith } from './fixture.ts';

const key = randomBytes(32);
const position = fc.record(
  { value: fc.oneof(fc.string({ unit: 'binary' }), fc.integer()), id: fc.string() },
  { noNullPrototype: true },
);

test('a cursor brings its position back, for its own query alone', () => {
  fc.assert(
    fc.property(position, fc.jsonValue(), fc.jsonValue(), (from, query, other) => {
      const cursor = encodeCursor(key, query, from);
      assert.match(cursor, /^[\w.-]+$/);
      assert.deepEqual(decodeCursor(key, query, cursor), from);
      if (JSON.stringify(query) !== JSON.stringify(other)) {
        assert.throws(() => decodeCursor(key, other, cursor), failsWith('invalid'));
      }
      assert.throws(() => decodeCursor(randomBytes(32), query, cursor), failsWith('invalid'));
    }),
  );
});

test('an altered cursor is invalid, wherever it was altered', () => {
  fc.assert(
    fc.property(position, fc.nat(), fc.string({ minLength: 1, maxLength: 3 }), (from, at, text) => {
      const cursor = encodeCursor(key, 'q', from);
      const place = at % cursor.length;
      const altered = cursor.slice(0, place) + text + cursor.slice(place + text.length);
      if (altered === cursor) return;
      assert.throws(() => decodeCursor(key, 'q', altered), failsWith('invalid'));
    }),
  );
});

test('anything else is invalid too, and nothing worse', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
      assert.throws(() => decodeCursor(key, 'q', text), failsWith('invalid'));
    }),
  );
  assert.throws(() => decodeCursor(key, 'q', '.'.repeat(10_000)), failsWith('invalid'));
});
