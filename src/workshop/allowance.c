/* allowance.c -- see allowance.h. Knows hashes of secrets, instants and numbers of
 * sessions; refuses to know what was sent. */
#include "workshop/allowance.h"
#include "core/random.h"
#include <pthread.h>

enum {
	PURSES = 16384,	/* 512 KiB, taken as used: phones that have sent something, or joined, in the last six minutes */
	WAYS = 4,	/* places that a phone may have; when all are taken, whoever owes least gets its whole credit back early */
};

struct purse {
	uint64_t whose;		/* 0: free */
	int64_t session;
	int64_t whole_at;	/* seconds since 1970: when its credit is whole again */
	uint16_t of_reserve[ALLOWANCE_KINDS];	/* what it took of the last third; does not come back */
};

static struct {
	pthread_mutex_t lock;
	struct purse purses[PURSES];
	uint64_t key;	/* of the process: what is kept says nothing to whoever has the store */
} all = { .lock = PTHREAD_MUTEX_INITIALIZER };

struct spent {
	uint64_t whose;
	enum allowance kind;
	bool of_reserve, returned;
};

int64_t allowance_cost(enum allowance kind)
{
	static const int64_t seconds[ALLOWANCE_KINDS] = {
		[ALLOWANCE_CARD] = 6, [ALLOWANCE_QUESTION] = 20, [ALLOWANCE_ROW] = 20, [ALLOWANCE_PHOTO] = 20,
	};
	return seconds[kind];
}

/* ---- purses; the lock is held */

/* Not to be aimed: whoever chooses secrets cannot choose whose place they share.
 * A leader who is signed in and never joined has no secret: one for all of them. */
static uint64_t whose_of(int64_t session, struct str secret)
{
	if (!all.key)
		random_bytes(&all.key, sizeof all.key);
	uint64_t h = all.key ^ (uint64_t)session * 0x9E3779B97F4A7C15u ^ str_hash(secret);
	h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9u;
	h = (h ^ h >> 27) * 0x94D049BB133111EBu;
	return (h ^ h >> 31) | 1;
}

static bool is_idle(const struct purse *p, int64_t now)
{
	static const uint16_t nothing[ALLOWANCE_KINDS];
	return !p->whose || (p->whole_at <= now && memcmp(p->of_reserve, nothing, sizeof nothing) == 0);
}

static struct purse *find(uint64_t whose)
{
	struct purse *set = &all.purses[(whose >> 1) % (PURSES / WAYS) * WAYS];
	for (int i = 0; i < WAYS; i++)
		if (set[i].whose == whose)
			return &set[i];
	return NULL;
}

/* Its purse, or a whole one. */
static struct purse *open_purse(uint64_t whose, int64_t session, int64_t now)
{
	struct purse *p = find(whose);
	if (!p) {
		struct purse *set = &all.purses[(whose >> 1) % (PURSES / WAYS) * WAYS];
		p = &set[0];
		for (int i = 1; i < WAYS && !is_idle(p, now); i++)
			if (is_idle(&set[i], now) || set[i].whole_at < p->whole_at)
				p = &set[i];
		*p = (struct purse){ .whose = whose, .session = session, .whole_at = now };
	}
	if (p->whole_at < now)
		p->whole_at = now;
	else if (p->whole_at > now + ALLOWANCE_S)	/* the clock was set back */
		p->whole_at = now + ALLOWANCE_S;
	return p;
}

/* ---- the last third
 *
 * When it begins, it is shared by the phones that are in the room then: had those
 * who come later a share as well, each would take from the others'. How many they
 * were is kept among the purses, as what the session itself has taken. */

static uint64_t reserve_of(int64_t session)
{
	return whose_of(session, S("reserve"));
}

/* Among how many it is shared; 0: it has not begun. */
static int64_t sharers(const struct session *s, enum allowance kind)
{
	pthread_mutex_lock(&all.lock);
	const struct purse *p = find(reserve_of(s->id.v));
	int64_t n = p ? p->of_reserve[kind] : 0;
	pthread_mutex_unlock(&all.lock);
	return n;
}

static void share_among(const struct session *s, enum allowance kind, int64_t phones, int64_t now)
{
	pthread_mutex_lock(&all.lock);
	uint64_t whose = reserve_of(s->id.v);
	struct purse *p = phones ? open_purse(whose, s->id.v, now) : find(whose);
	if (p)
		p->of_reserve[kind] = (uint16_t)(phones < UINT16_MAX ? phones : UINT16_MAX);
	pthread_mutex_unlock(&all.lock);
}

bool allowance_is_short(const struct session *s, enum allowance kind)
{
	return sharers(s, kind) > 0;
}

/* How many of the last `reserve` this phone may have. */
static enum rc share_of(struct ctx *x, const struct session *s, enum allowance kind, int64_t reserve, int64_t *ret)
{
	int64_t phones = sharers(s, kind);
	if (!phones) {
		struct sql_phone_count n;
		TRY(sql_phone_count(x, s->id, &n));
		phones = n.participants + n.leaders ? n.participants + n.leaders : 1;
		share_among(s, kind, phones, x->now);
	}
	/* More phones than places: the first have one each. */
	int64_t last = phones < reserve ? phones : reserve;
	*ret = s->phone && s->phone->arrived > last ? 0 : reserve / last;
	return OK;
}

/* ---- spending */

void allowance_return(struct spent *spent)
{
	if (!spent || spent->returned)
		return;
	spent->returned = true;
	pthread_mutex_lock(&all.lock);
	struct purse *p = find(spent->whose);
	if (p) {
		p->whole_at -= allowance_cost(spent->kind);
		p->of_reserve[spent->kind] -= spent->of_reserve && p->of_reserve[spent->kind];
	}
	pthread_mutex_unlock(&all.lock);
}

static void undone(void *p)
{
	allowance_return(p);
}

/* Seconds until there is credit for it; 0: it is paid for. */
static int64_t pay(const struct session *s, struct spent *spent, int64_t now, int64_t share, bool *ret_has_share)
{
	int64_t cost = allowance_cost(spent->kind);
	pthread_mutex_lock(&all.lock);
	spent->whose = whose_of(s->id.v, s->secret);
	struct purse *p = open_purse(spent->whose, s->id.v, now);
	int64_t wait = p->whole_at + cost - (now + ALLOWANCE_S);
	*ret_has_share = p->of_reserve[spent->kind] < share;
	if (wait <= 0 && *ret_has_share) {
		p->whole_at += cost;
		p->of_reserve[spent->kind] += spent->of_reserve;
	}
	pthread_mutex_unlock(&all.lock);
	return wait > 0 ? wait : 0;
}

enum rc allowance_spend(struct ctx *x, const struct session *s, enum allowance kind, int64_t used, int64_t max, const char *field,
			struct spent **ret)
{
	int64_t share = INT64_MAX, reserve = max / ALLOWANCE_RESERVE;
	bool late = used >= max - reserve, has_share;
	*ret = NULL;
	if (s->viewer == VIEWER_CONSOLE)
		return OK;
	if (late)
		TRY(share_of(x, s, kind, reserve, &share));
	else if (used && allowance_is_short(s, kind))	/* some have been taken away again */
		share_among(s, kind, 0, x->now);
	struct spent *spent = ARENA_NEW(x->arena, struct spent);
	*spent = (struct spent){ .kind = kind, .of_reserve = late };
	int64_t wait = pay(s, spent, x->now, share, &has_share);
	if (!has_share)
		return fail(x, INVALID, field, "workshop.share_used");
	if (wait)
		return fail_int(x, TOO_MANY, field, "workshop.too_fast", "seconds", wait);
	ctx_if_undone(x, undone, spent);
	*ret = spent;
	return OK;
}

/* ---- coming and going */

struct newcomer {
	struct str secret;
	int64_t session, now;
};

static void begin(void *p)
{
	const struct newcomer *n = p;
	pthread_mutex_lock(&all.lock);
	open_purse(whose_of(n->session, n->secret), n->session, n->now)->whole_at = n->now + ALLOWANCE_S - ALLOWANCE_NEW_S;
	pthread_mutex_unlock(&all.lock);
}

void allowance_newcomer(struct ctx *x, workshop_id session, struct str secret)
{
	struct newcomer *n = ARENA_NEW(x->arena, struct newcomer);
	*n = (struct newcomer){ secret, session.v, x->now };
	ctx_after_commit(x, begin, n);
}

static void forget(void *p)
{
	const int64_t *session = p;
	pthread_mutex_lock(&all.lock);
	for (size_t i = 0; i < PURSES; i++)
		if (all.purses[i].whose && all.purses[i].session == *session)
			all.purses[i] = (struct purse){ 0 };
	pthread_mutex_unlock(&all.lock);
}

void allowance_forget(struct ctx *x, workshop_id session)
{
	int64_t *over = ARENA_NEW(x->arena, int64_t);
	*over = session.v;
	ctx_after_commit(x, forget, over);
}
