/* random.h -- unguessable bytes, hashes and comparisons (libsodium).
 * Thread: any, after random_init(). */
#pragma once
#include "core/str.h"

void random_init(void);				/* once, at start; aborts if there is no entropy */
void random_bytes(void *p, size_t n);
/* How often this thread has asked for chance: whoever counts before and after
 * knows whether what was made between could have been made twice. */
uint64_t random_asked(void);
uint32_t random_below(uint32_t bound);		/* uniform in [0, bound) */
struct str random_token(struct arena *a, size_t bytes);	/* hex, 2*bytes characters */
struct str random_digits(struct arena *a, size_t n);	/* first digit is not 0 */

enum { HASH_BYTES = 32 };
void hash_bytes(uint8_t out[HASH_BYTES], struct str s);			/* BLAKE2b-256 */
struct str hash_hex(struct arena *a, struct str s);
/* Keyed: nobody without the key can recompute it. domain separates uses. */
struct str keyed_hash_hex(struct arena *a, const uint8_t key[32], const char *domain, struct str s);
bool secret_eq(struct str a, struct str b);	/* constant time for equal lengths */

/* Argon2id, 64 MiB, 3 passes (about 0.15 s). Blocks: never on an event loop or
 * in the writer. At most two at once in the process; others wait. */
struct str password_hash(struct arena *a, struct str password);
bool password_matches(struct str hash, struct str password);	/* empty hash: a dummy of equal cost, false */
