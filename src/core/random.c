/* random.c -- chance and hashes, all from libsodium. */
#include "core/random.h"
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

/* Each libsodium call is a system call, and every page has two tokens: a thread
 * takes its bytes from a handful fetched at once, each byte given out once and
 * wiped at that moment. */
enum { HANDFUL = 512 };
static _Thread_local struct {
	unsigned char bytes[HANDFUL];
	size_t left;
} hand;

/* A child would give out what its parent has too. */
static void drop_handful(void)
{
	sodium_memzero(hand.bytes, HANDFUL);
	hand.left = 0;
}

static _Thread_local uint64_t asked;

uint64_t random_asked(void)
{
	return asked;
}

void random_bytes(void *p, size_t n)
{
	asked++;
	if (n > HANDFUL / 4) {
		randombytes_buf(p, n);
		return;
	}
	if (hand.left < n) {
		randombytes_buf(hand.bytes, HANDFUL);
		hand.left = HANDFUL;
	}
	hand.left -= n;
	memcpy(p, hand.bytes + hand.left, n);
	sodium_memzero(hand.bytes + hand.left, n);
}

void random_init(void)
{
	if (sodium_init() < 0) {
		fprintf(stderr, "level=error event=no_entropy\n");
		abort();
	}
	pthread_atfork(NULL, NULL, drop_handful);
}

uint32_t random_below(uint32_t bound)
{
	asked++;
	return randombytes_uniform(bound);
}

struct str random_token(struct arena *a, size_t bytes)
{
	unsigned char *raw = arena_alloc(a, bytes);
	random_bytes(raw, bytes);
	struct str hex = str_hex(a, raw, bytes);
	sodium_memzero(raw, bytes);
	return hex;
}

struct str random_digits(struct arena *a, size_t n)
{
	char *p = arena_alloc(a, n + 1);
	asked++;
	for (size_t i = 0; i < n; i++)
		p[i] = (char)('0' + (i ? randombytes_uniform(10) : 1 + randombytes_uniform(9)));
	return (struct str){ p, n };
}

void hash_bytes(uint8_t out[HASH_BYTES], struct str s)
{
	crypto_generichash(out, HASH_BYTES, (const unsigned char *)s.p, s.n, NULL, 0);
}

struct str hash_hex(struct arena *a, struct str s)
{
	uint8_t h[HASH_BYTES];
	hash_bytes(h, s);
	return str_hex(a, h, sizeof h);
}

struct str keyed_hash_hex(struct arena *a, const uint8_t key[32], const char *domain, struct str s)
{
	crypto_generichash_state st;
	uint8_t h[HASH_BYTES];
	crypto_generichash_init(&st, key, 32, sizeof h);
	/* The NUL ends the domain, so no domain is the beginning of another. */
	crypto_generichash_update(&st, (const unsigned char *)domain, strlen(domain) + 1);
	crypto_generichash_update(&st, (const unsigned char *)s.p, s.n);
	crypto_generichash_final(&st, h, sizeof h);
	return str_hex(a, h, sizeof h);
}

bool secret_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}

/* Two at once: 128 MiB at most, and one core stays free for everybody else. */
enum { HASHERS_MAX = 2, ARGON_PASSES = 3, ARGON_BYTES = 64 << 20 };
static pthread_mutex_t hashers_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t hashers_free = PTHREAD_COND_INITIALIZER;
static int hashers;

static void hasher_enter(void)
{
	pthread_mutex_lock(&hashers_lock);
	while (hashers == HASHERS_MAX)
		pthread_cond_wait(&hashers_free, &hashers_lock);
	hashers++;
	pthread_mutex_unlock(&hashers_lock);
}

static void hasher_leave(void)
{
	pthread_mutex_lock(&hashers_lock);
	hashers--;
	pthread_cond_signal(&hashers_free);
	pthread_mutex_unlock(&hashers_lock);
}

struct str password_hash(struct arena *a, struct str password)
{
	char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
	hasher_enter();
	int failed = crypto_pwhash_str_alg(out, password.p ? password.p : "", password.n, ARGON_PASSES, ARGON_BYTES,
					   crypto_pwhash_ALG_ARGON2ID13);
	hasher_leave();
	return failed ? STR_NULL : str_of(out);
}

/* Argon2id of a value that nobody knows, so that an unknown user costs the same
 * time as a known one. */
static char dummy[crypto_pwhash_STRBYTES];

static void make_dummy(void)
{
	char secret[32];
	randombytes_buf(secret, sizeof secret);
	if (crypto_pwhash_str_alg(dummy, secret, sizeof secret, ARGON_PASSES, ARGON_BYTES,
				  crypto_pwhash_ALG_ARGON2ID13) != 0)
		dummy[0] = 0;	/* no memory: verifying then fails at once, as it would for anybody */
}

bool password_matches(struct str hash, struct str password)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char stored[crypto_pwhash_STRBYTES] = { 0 };
	bool known = hash.n > 0 && hash.n < sizeof stored;
	hasher_enter();
	pthread_once(&once, make_dummy);
	memcpy(stored, known ? hash.p : dummy, known ? hash.n : strlen(dummy));
	bool same = crypto_pwhash_str_verify(stored, password.p ? password.p : "", password.n) == 0;
	hasher_leave();
	return known && same;
}
