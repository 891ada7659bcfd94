/* live.c -- knows rooms: who renders them, what state was shown last, which
 * streams are behind. Knows no sockets (live_shard.c) and no HTML
 * (live_tree.c).
 *
 * Order is the point. Everything that concerns a room happens under one lock,
 * and posts to the shards are made under it, so a stream that joins is either
 * counted before a change or after it, never both and never neither. `seq`
 * numbers the posts of a room, `renders` its renderings: a stream whose page is
 * of an unknown version waits for a rendering begun after it came, because the
 * page may be newer than what the hub has seen. */
#include "core/clock.h"
#include "core/log.h"
#include "http/live_adopt.h"
#include "http/live_shard.h"
#include "http/live_tree.h"
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	SHARDS_MAX = 4,		/* a shard fills a gigabit; more only split the crowds */
	SOURCES_MAX = 8,
	TABLE = 1024,		/* chains; a house has hundreds of live rooms, not thousands */
	RING = 16,		/* frames kept: half a second of a busy room, minutes of a calm one */
	RENDER_CEILING = 16 << 20,
	RETRY_MS = 500,		/* after a rendering that failed */
	WITHDRAWN = 64,		/* remembered while requests are being answered: milliseconds */
	SWEEP_S = 10,		/* an empty room is kept for one to two sweeps: reloads find it warm */
	/* Streams of a room in one shard before the next shard gets some: a
	 * workshop is woken for in one thread, a great hall uses all. One thread
	 * for 8,192 was measured: the last of 5,000 phones heard a third later,
	 * for 2 % less CPU (bench/NOTES.md). */
	CROWD_SPREAD = 256,
};

/* A rendering, and later the state that it led to. Lives in its own arena. */
struct render {
	struct ctx x;
	struct arena *arena;
	struct room *room;
	struct render *next;		/* in its round, or of those that are to begin */
	struct live_tree *tree;
	const struct render *was;	/* the state compared with; NULL: none */
	uint64_t number, version;
	struct frame *change;		/* was -> this; NULL: equal, or nothing to compare with */
};

/* The renderings of one topic, in one snapshot of the store, one after the other:
 * what one audience asked is remembered for the next, one reader is woken, and
 * the other core sends to the first while the second is made. */
struct round {
	struct work work;
	struct ctx x;
	struct arena *arena;
	struct live *live;
	struct render *first;		/* not rendered yet, the room with the most streams first */
	bool begun;
};

struct withdrawal {
	uint64_t holder;	/* 0: everybody's */
	int64_t at_us;
};

struct step {
	uint64_t from, to;
	struct frame *frame;
};

struct room {
	atomic_uint refs;	/* the table, a rendering, every post and stream */
	struct room *next;	/* in its chain */
	struct room *next_due;
	struct str topic, audience;
	live_render *render;
	struct render *state;	/* NULL until the first rendering */
	struct frame *whole;	/* of state; made when somebody needs it */
	struct step ring[RING];
	unsigned steps;		/* ever; the last RING of them are in the ring */
	uint64_t seq, renders;
	uint64_t wanted;	/* the latest rendering that a stream waits for */
	int64_t begun_us, due_us;
	bool dirty, due, rendering, idle;
	unsigned home;		/* shard of the first streams */
	struct crowd crowds[];
};

struct live {
	struct live_config config;
	struct shard *shards[SHARDS_MAX];
	unsigned nshards;
	struct {
		const char *prefix;
		live_render *render;
	} sources[SOURCES_MAX];
	size_t nsources;

	pthread_mutex_t lock;	/* guards what follows and every room */
	pthread_cond_t wake;	/* the timer has something to do, or a rendering ended */
	pthread_t timer;
	struct room *table[TABLE];
	struct room *due;
	struct withdrawal withdrawn[WITHDRAWN];
	unsigned withdrawals;	/* ever */
	size_t rendering;
	struct frame *end;
	bool stopping;
};

/* ---- rooms */

static void state_free(struct render *r)
{
	if (!r)
		return;
	frame_unref(r->change);
	arena_free(r->arena);
}

void room_ref(struct room *r)
{
	atomic_fetch_add_explicit(&r->refs, 1, memory_order_relaxed);
}

static void forget_state(struct room *r)
{
	state_free(r->state);
	r->state = NULL;
	frame_unref(r->whole);
	r->whole = NULL;
	for (unsigned i = 0; i < RING; i++) {
		frame_unref(r->ring[i].frame);
		r->ring[i] = (struct step){ 0 };
	}
}

void room_unref(struct room *r)
{
	if (atomic_fetch_sub_explicit(&r->refs, 1, memory_order_acq_rel) != 1)
		return;
	forget_state(r);
	free((char *)r->topic.p);
	free(r);
}

static size_t room_streams(const struct live *l, const struct room *r)
{
	size_t n = 0;
	for (unsigned i = 0; i < l->nshards; i++)
		n += atomic_load_explicit(&r->crowds[i].streams, memory_order_relaxed);
	return n;
}

static struct room **chain_of(struct live *l, struct str topic)
{
	return &l->table[str_hash(topic) & (TABLE - 1)];
}

static bool is_room(const struct room *r, struct str topic, struct str audience)
{
	return str_eq(r->topic, topic) && (str_empty(audience) || str_eq(r->audience, audience));
}

static struct room *room_new(struct live *l, struct str topic, struct str audience, live_render *render)
{
	/* malloc: a room lives as long as people look, not as long as a request. */
	struct room *r = calloc(1, sizeof *r + l->nshards * sizeof *r->crowds);
	char *names = malloc(topic.n + audience.n + 2);
	if (!r || !names) {
		free(r);
		free(names);
		return NULL;
	}
	memcpy(names, topic.p, topic.n);
	names[topic.n] = '\0';
	char *second = names + topic.n + 1;
	if (audience.n)
		memcpy(second, audience.p, audience.n);
	second[audience.n] = '\0';
	r->topic = (struct str){ names, topic.n };
	r->audience = (struct str){ second, audience.n };
	r->render = render;
	r->home = (unsigned)(str_hash(topic) % l->nshards);
	atomic_init(&r->refs, 1);
	for (unsigned i = 0; i < l->nshards; i++) {
		r->crowds[i].room = r;
		atomic_init(&r->crowds[i].streams, 0);
	}
	struct room **chain = chain_of(l, topic);
	r->next = *chain;
	*chain = r;
	return r;
}

/* NULL if no source renders the topic, or there is no memory. */
static struct room *find_or_make(struct live *l, struct str topic, struct str audience)
{
	for (struct room *r = *chain_of(l, topic); r; r = r->next)
		if (str_eq(r->topic, topic) && str_eq(r->audience, audience))
			return r;
	for (size_t i = 0; i < l->nsources; i++)
		if (str_starts(topic, str_of(l->sources[i].prefix)))
			return room_new(l, topic, audience, l->sources[i].render);
	log_line(LOG_ERROR, "live_source", "reason=none_for_topic");
	return NULL;
}

/* Posts reach only the shards where the room has streams. */
#define FOR_CROWDS(l, r, i)                                                                  \
	for (unsigned i = 0; i < (l)->nshards; i++)                                          \
		if (atomic_load_explicit(&(r)->crowds[i].streams, memory_order_relaxed))

static void end_streams(struct live *l, struct room *r)
{
	uint64_t seq = ++r->seq;
	FOR_CROWDS(l, r, i)
		shard_end(l->shards[i], &r->crowds[i], seq, l->end);
}

/* ---- rendering */

static void free_buf(void *p)
{
	buf_free(p);
}

/* NULL if there is no memory, or the difference is larger than any room. */
static struct frame *compare(struct ctx *x, const struct render *r)
{
	/* In the arena and deferred, because live_diff() may leave through the guard. */
	struct buf *ops = ARENA_NEW(x->arena, struct buf);
	buf_init(ops, LIVE_FRAME_MAX);
	arena_defer(x->arena, free_buf, ops);
	live_diff(x, r->was->tree, r->tree, ops);
	struct frame *f = ops->failed ? NULL : frame_event("swap", r->version, buf_view(ops));
	buf_free(ops);
	return f;
}

static enum rc render_run(struct ctx *x, struct render *r)
{
	jmp_buf full;
	if (setjmp(full))
		return BUSY;
	arena_guard(x->arena, &full);
	r->tree = live_tree_new(x);
	live_follows(r->tree, r->was ? r->was->tree : NULL);
	enum rc rc = r->room->render(x, r->room->topic, r->room->audience, r->tree);
	if (rc == OK) {
		r->version = live_tree_version(r->tree);
		if (r->was && r->was->version != r->version) {
			r->change = compare(x, r);
			if (!r->change)
				rc = BUSY;
		}
	}
	arena_guard(x->arena, NULL);
	return rc;
}

static struct frame *whole_of(struct room *r)
{
	if (!r->whole) {
		struct buf html;
		buf_init(&html, LIVE_FRAME_MAX);
		live_whole(r->state->tree, &html);
		r->whole = html.failed ? NULL : frame_event("swap", r->state->version, buf_view(&html));
		buf_free(&html);
	}
	return r->whole;
}

static void remember(struct room *r, struct render *fresh)
{
	struct step *s = &r->ring[r->steps++ % RING];
	frame_unref(s->frame);
	*s = (struct step){ .from = r->state->version, .to = fresh->version, .frame = frame_ref(fresh->change) };
}

/* The rendering becomes the room's state and is told to the streams. Returns
 * the arena that is no longer needed. */
static struct render *install(struct live *l, struct room *r, struct render *fresh)
{
	bool changed = !r->state || r->state->version != fresh->version;
	struct render *old = fresh;
	if (changed) {
		if (r->state)
			remember(r, fresh);
		frame_unref(r->whole);
		r->whole = NULL;
		old = r->state;
		r->state = fresh;
	}
	bool awaited = r->wanted && fresh->number >= r->wanted;
	if (!changed && !r->wanted)
		return old;
	struct send d = {
		.seq = ++r->seq, .render = fresh->number, .version = fresh->version,
		.change = changed ? fresh->change : NULL,
		.whole = r->wanted ? whole_of(r) : NULL,
	};
	if (awaited)
		r->wanted = 0;
	FOR_CROWDS(l, r, i)
		shard_send(l->shards[i], &r->crowds[i], &d);
	return old;
}

/* True: the room is to be rendered now, and the caller does begin_all()
 * when it has let go of the lock. Otherwise the timer will see to it. */
static bool want_render(struct live *l, struct room *r, int64_t now, int64_t not_before_us)
{
	if (!r->dirty || r->rendering || r->due || l->stopping || room_streams(l, r) == 0)
		return false;
	int64_t at = r->begun_us ? r->begun_us + LIVE_COALESCE_MS * 1000 : now;
	r->due_us = at > not_before_us ? at : not_before_us;
	if (r->due_us <= now)
		return true;
	r->due = true;
	r->next_due = l->due;
	l->due = r;
	pthread_cond_broadcast(&l->wake);
	return false;
}

/* Under the lock: one rendering of the room, or NULL. Rooms that are rendered
 * together are told the same time, so that they are due together again. */
static struct render *prepare_render(struct live *l, struct room *r, int64_t now)
{
	struct arena *a = arena_new(RENDER_CEILING);
	if (!a)
		return NULL;
	struct render *d = ARENA_NEW(a, struct render);
	d->arena = a;
	d->room = r;
	d->was = r->state;	/* only a rendering replaces it, and there is only this one */
	d->number = ++r->renders;
	ctx_init(&d->x, a);
	r->dirty = false;
	r->rendering = true;
	r->begun_us = now;
	room_ref(r);
	l->rendering++;
	return d;
}

static void begin_all(struct live *l, struct render *ready);

/* The rendering has ended; afterwards it belongs to the room or to nobody. */
static void tell(struct live *l, struct render *d, enum rc rc)
{
	struct room *r = d->room;
	struct render *again = NULL, *old = d;
	pthread_mutex_lock(&l->lock);
	int64_t now = clock_mono_us();
	r->rendering = false;
	if (rc == OK) {
		old = install(l, r, d);
	} else if (rc == NOT_FOUND || rc == GONE) {
		end_streams(l, r);
		forget_state(r);
		r->wanted = 0;
	} else {
		log_line(LOG_WARN, "live_render", "rc=%s cause=%s", rc_name(rc), d->x.fault.cause ? d->x.fault.cause : "-");
		r->dirty = true;
	}
	if (want_render(l, r, now, rc == OK ? 0 : now + RETRY_MS * 1000))
		again = prepare_render(l, r, now);
	pthread_mutex_unlock(&l->lock);

	begin_all(l, again);
	room_unref(r);
	state_free(old);

	/* Last: live_free() waits for this and then frees l. */
	pthread_mutex_lock(&l->lock);
	l->rendering--;
	pthread_cond_broadcast(&l->wake);
	pthread_mutex_unlock(&l->lock);
}

/* After a statement that failed the snapshot may be broken; that a room is gone
 * is an answer. */
static bool is_answer(enum rc rc)
{
	return rc == OK || rc == NOT_FOUND || rc == GONE;
}

static enum rc round_run(struct ctx *x, void *p)
{
	struct round *g = p;
	enum rc rc = OK;
	g->begun = true;
	while (g->first && is_answer(rc)) {
		struct render *d = g->first;
		g->first = d->next;
		d->x.db = x->db;
		rc = render_run(&d->x, d);
		tell(g->live, d, rc);
	}
	return is_answer(rc) ? OK : rc;
}

static void tell_all(struct live *l, struct render *d, enum rc rc, const char *cause)
{
	while (d) {
		struct render *next = d->next;
		d->x.fault.cause = cause;
		tell(l, d, rc);
		d = next;
	}
}

static void round_done(struct ctx *x, enum rc rc, void *p)
{
	struct round *g = p;
	if (g->first && g->begun)
		begin_all(g->live, g->first);	/* one failed: the others are tried without it */
	else if (g->first)
		tell_all(g->live, g->first, rc, x->fault.cause);
	arena_free(g->arena);
}

/* Renderings of one topic. Not under the lock: the store may answer BUSY at once,
 * by calling done. */
static void begin_round(struct live *l, struct render *first)
{
	struct arena *a = arena_new(RENDER_CEILING);
	if (!a) {
		tell_all(l, first, BUSY, "no memory for a round");
		return;
	}
	struct round *g = ARENA_NEW(a, struct round);
	*g = (struct round){ .arena = a, .live = l, .first = first };
	ctx_init(&g->x, a);
	g->work = (struct work){ .x = &g->x, .p = g, .run = round_run, .done = round_done };
	l->config.submit(l->config.app, false, &g->work);
}

/* Moves d into the list behind those with as many streams or more. */
static void put_in_order(struct live *l, struct render **list, struct render *d)
{
	size_t n = room_streams(l, d->room);
	while (*list && room_streams(l, (*list)->room) >= n)
		list = &(*list)->next;
	d->next = *list;
	*list = d;
}

static void begin_all(struct live *l, struct render *ready)
{
	while (ready) {
		struct str topic = ready->room->topic;
		struct render *round = NULL, **at = &ready;
		while (*at) {
			struct render *d = *at;
			if (!str_eq(d->room->topic, topic)) {
				at = &d->next;
				continue;
			}
			*at = d->next;
			put_in_order(l, &round, d);
		}
		begin_round(l, round);
	}
}

/* ---- the timer: renderings that had to wait, and rooms that nobody watches */

static struct render *take_due(struct live *l, int64_t now, int64_t *next)
{
	struct render *ready = NULL;
	for (struct room **at = &l->due; *at;) {
		struct room *r = *at;
		if (r->due_us > now) {
			if (r->due_us < *next)
				*next = r->due_us;
			at = &r->next_due;
			continue;
		}
		*at = r->next_due;
		r->due = false;
		struct render *d = r->dirty && !r->rendering ? prepare_render(l, r, now) : NULL;
		if (d) {
			d->next = ready;
			ready = d;
		}
	}
	return ready;
}

static void forget_empty_rooms(struct live *l)
{
	for (size_t i = 0; i < TABLE; i++) {
		for (struct room **at = &l->table[i]; *at;) {
			struct room *r = *at;
			bool empty = !r->rendering && !r->due && room_streams(l, r) == 0;
			if (empty && r->idle) {
				*at = r->next;
				room_unref(r);
				continue;
			}
			r->idle = empty;
			at = &r->next;
		}
	}
}

static void wait_until(struct live *l, int64_t us)
{
	struct timespec t = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };
	pthread_cond_timedwait(&l->wake, &l->lock, &t);
}

static void *timer_run(void *arg)
{
	struct live *l = arg;
	int64_t sweep = clock_mono_us() + SWEEP_S * INT64_C(1000000);
	pthread_mutex_lock(&l->lock);
	while (!l->stopping) {
		int64_t now = clock_mono_us(), next = sweep;
		struct render *ready = take_due(l, now, &next);
		if (ready) {
			pthread_mutex_unlock(&l->lock);
			begin_all(l, ready);
			pthread_mutex_lock(&l->lock);
		} else if (now >= sweep) {
			forget_empty_rooms(l);
			sweep = now + SWEEP_S * INT64_C(1000000);
		} else {
			wait_until(l, next);
		}
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

/* ---- streams */

/* Frames that lead from `version` to the state, or the whole if that is not
 * longer. False: the way is not known. *ret NULL: nothing is missing. */
static bool catch_up(struct room *r, uint64_t version, struct frame **ret)
{
	*ret = NULL;
	if (!r->state)
		return false;
	if (version == r->state->version)
		return true;
	struct frame *missed[RING];
	size_t n = 0, bytes = 0;
	for (unsigned back = 1; back <= RING && back <= r->steps; back++) {
		const struct step *s = &r->ring[(r->steps - back) % RING];
		if (!s->frame)
			break;
		missed[RING - ++n] = s->frame;
		bytes += s->frame->n;
		if (s->from != version)
			continue;
		struct frame *whole = whole_of(r);
		*ret = whole && whole->n <= bytes ? frame_ref(whole) : frame_join(&missed[RING - n], n);
		return *ret != NULL;
	}
	return false;
}

static uint64_t parse_version(struct str s)
{
	uint64_t v = 0;
	if (s.n != 16)
		return 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *digits = "0123456789abcdef", *d = memchr(digits, s.p[i], 16);
		if (!d)
			return 0;
		v = v << 4 | (uint64_t)(d - digits);
	}
	return v;
}

static uint64_t hash_of_holder(struct str holder)
{
	uint64_t h = str_hash(holder);
	return str_empty(holder) ? 0 : h ? h : 1;
}

/* Has the holder been withdrawn since? Then nobody knows what the permission
 * that was read meanwhile is worth. */
static bool withdrawn_since(const struct live *l, uint64_t holder, int64_t us)
{
	bool all_later = l->withdrawals >= WITHDRAWN;
	for (unsigned i = 0; holder && i < WITHDRAWN && i < l->withdrawals; i++) {
		const struct withdrawal *w = &l->withdrawn[i];
		if (w->at_us >= us && (!w->holder || w->holder == holder))
			return true;
		all_later &= w->at_us >= us;
	}
	return holder && all_later;	/* more happened than is remembered */
}

static void withdraw(struct live *l, struct room *r, uint64_t holder)
{
	FOR_CROWDS(l, r, i)
		shard_withdraw(l->shards[i], &r->crowds[i], holder, l->end);
}

static struct render *join_room(struct live *l, struct room *r, const struct adoption *a)
{
	uint64_t version = parse_version(a->version);
	struct join j = { .fd = a->fd, .seq = r->seq, .version = version, .holder = hash_of_holder(a->holder) };
	if (!catch_up(r, version, &j.catch_up)) {
		/* The next rendering to begin reads the store later than now. */
		j.want = r->wanted = r->renders + 1;
		r->dirty = true;
	}
	r->idle = false;
	unsigned shard = (r->home + (unsigned)(room_streams(l, r) / CROWD_SPREAD)) % l->nshards;
	shard_join(l->shards[shard], &r->crowds[shard], &j);
	if (withdrawn_since(l, j.holder, a->asked_us))
		withdraw(l, r, j.holder);
	int64_t now = clock_mono_us();
	return want_render(l, r, now, 0) ? prepare_render(l, r, now) : NULL;
}

void live_adopt(struct live *l, const struct adoption *a)
{
	struct render *d = NULL;
	pthread_mutex_lock(&l->lock);
	struct room *r = l->stopping ? NULL : find_or_make(l, a->topic, a->audience);
	if (r)
		d = join_room(l, r, a);
	else
		close(a->fd);
	pthread_mutex_unlock(&l->lock);
	begin_all(l, d);
}

/* Renderings to begin now are put before `ready`. */
static struct render *chain_changed(struct live *l, struct room *first, struct str topic, int64_t now, struct render *ready)
{
	for (struct room *r = first; r; r = r->next) {
		if (!str_empty(topic) && !is_room(r, topic, STR_NULL))
			continue;
		r->dirty = true;
		struct render *d = want_render(l, r, now, 0) ? prepare_render(l, r, now) : NULL;
		if (d) {
			d->next = ready;
			ready = d;
		}
	}
	return ready;
}

void live_changed(struct live *l, struct str topic)
{
	struct render *ready = NULL;
	pthread_mutex_lock(&l->lock);
	int64_t now = clock_mono_us();
	if (!str_empty(topic))
		ready = chain_changed(l, *chain_of(l, topic), topic, now, NULL);
	for (size_t i = 0; str_empty(topic) && i < TABLE; i++)
		ready = chain_changed(l, l->table[i], topic, now, ready);
	pthread_mutex_unlock(&l->lock);
	begin_all(l, ready);
}

void live_withdraw(struct live *l, struct str holder)
{
	struct withdrawal w = { .holder = hash_of_holder(holder), .at_us = clock_mono_us() };
	pthread_mutex_lock(&l->lock);
	l->withdrawn[l->withdrawals++ % WITHDRAWN] = w;
	for (size_t i = 0; i < TABLE; i++)
		for (struct room *r = l->table[i]; r; r = r->next)
			withdraw(l, r, w.holder);
	pthread_mutex_unlock(&l->lock);
}

void live_close(struct live *l, struct str topic, struct str audience)
{
	pthread_mutex_lock(&l->lock);
	for (struct room *r = *chain_of(l, topic); r; r = r->next)
		if (is_room(r, topic, audience))
			end_streams(l, r);
	pthread_mutex_unlock(&l->lock);
}

size_t live_count(struct live *l, struct str topic, struct str audience)
{
	size_t n = 0;
	pthread_mutex_lock(&l->lock);
	for (struct room *r = *chain_of(l, topic); r; r = r->next)
		if (is_room(r, topic, audience))
			n += room_streams(l, r);
	pthread_mutex_unlock(&l->lock);
	return n;
}

void live_source(struct live *l, const char *prefix, live_render *fn)
{
	pthread_mutex_lock(&l->lock);
	if (l->nsources == SOURCES_MAX)
		abort();	/* a fault of wiring, seen at the first start */
	l->sources[l->nsources].prefix = prefix;
	l->sources[l->nsources++].render = fn;
	pthread_mutex_unlock(&l->lock);
}

/* ---- life */

static enum rc start(struct ctx *x, struct live *l)
{
	unsigned wanted = l->config.shards > 0 ? (unsigned)l->config.shards : (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
	if (wanted > SHARDS_MAX)
		wanted = SHARDS_MAX;
	l->end = frame_event("end", 0, STR_NULL);
	if (!l->end)
		return fail_cause(x, FAILED, "no memory for the live hub");
	while (l->nshards < wanted) {
		TRY(shard_new(x, l->config.one_by_one, &l->shards[l->nshards]));
		l->nshards++;
	}
	if (pthread_create(&l->timer, NULL, timer_run, l) != 0)
		return fail_cause(x, FAILED, "no thread for the live hub");
	return OK;
}

static void free_rest(struct live *l)
{
	for (unsigned i = 0; i < l->nshards; i++)
		shard_stop(l->shards[i]);
	for (size_t i = 0; i < TABLE; i++) {
		while (l->table[i]) {
			struct room *r = l->table[i];
			l->table[i] = r->next;
			room_unref(r);
		}
	}
	frame_unref(l->end);
	pthread_cond_destroy(&l->wake);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

enum rc live_new(struct ctx *x, const struct live_config *c, struct live **ret)
{
	struct live *l = calloc(1, sizeof *l);
	if (!l)
		return fail_cause(x, FAILED, "no memory for the live hub");
	l->config = *c;
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	enum rc rc = start(x, l);
	if (rc != OK) {
		free_rest(l);
		return rc;
	}
	*ret = l;
	return OK;
}

void live_free(struct live *l)
{
	if (!l)
		return;
	pthread_mutex_lock(&l->lock);
	l->stopping = true;
	pthread_cond_broadcast(&l->wake);
	while (l->rendering)
		pthread_cond_wait(&l->wake, &l->lock);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->timer, NULL);
	free_rest(l);
}
