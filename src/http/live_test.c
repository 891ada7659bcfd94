/* The hub with real sockets (pairs instead of TCP), real threads and a store
 * that is a counter per room: its state is a list of so many cards. A client
 * replays what it gets and checks that every card comes once and in order. */
#include "core/clock.h"
#include "core/random.h"
#include "core/testing.h"
#include "http/live_adopt.h"
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, ROOMS = 4 };

/* ---- a store: two readers and a queue */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct work *first, *last;
	pthread_t readers[2];
	bool stop;
	atomic_int busy;	/* so many submissions are refused */
	atomic_int runs;
} store = { .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER };

static atomic_int cards[ROOMS];
static atomic_int answer;	/* rc of the renderer */
static atomic_int card_bytes;
static atomic_bool sick_fails;	/* the audience "sick" cannot be rendered */
/* Who was rendered, in order: first letters. Of one room at a time, whose
 * renderings follow each other. */
static char rendered[64];
static atomic_int nrendered;

static void submit(void *app, bool write, struct work *w)
{
	(void)app;
	assert_false(write);
	if (atomic_load(&store.busy) > 0) {
		atomic_fetch_sub(&store.busy, 1);
		w->done(w->x, BUSY, w->p);
		return;
	}
	pthread_mutex_lock(&store.lock);
	w->next = NULL;
	if (store.first)
		store.last->next = w;
	else
		store.first = w;
	store.last = w;
	pthread_cond_signal(&store.wake);
	pthread_mutex_unlock(&store.lock);
}

static void *reader(void *p)
{
	(void)p;
	pthread_mutex_lock(&store.lock);
	for (;;) {
		while (!store.first && !store.stop)
			pthread_cond_wait(&store.wake, &store.lock);
		if (!store.first)
			break;
		struct work *w = store.first;
		store.first = w->next;
		pthread_mutex_unlock(&store.lock);
		atomic_fetch_add(&store.runs, 1);
		enum rc rc = w->run(w->x, w->p);
		w->done(w->x, rc, w->p);
		pthread_mutex_lock(&store.lock);
	}
	pthread_mutex_unlock(&store.lock);
	return NULL;
}

/* topic "room/N" */
static enum rc render(struct ctx *x, struct str topic, struct str audience, struct live_tree *t)
{
	if (str_eqz(audience, "sick") && atomic_load(&sick_fails))
		return FAILED;
	int place = atomic_fetch_add(&nrendered, 1);
	if (place < (int)sizeof rendered)
		rendered[place] = audience.p[0];
	int n = atomic_load(&cards[topic.p[5] - '0']), bytes = atomic_load(&card_bytes);
	size_t list = live_node(t, 0, S("list"), S("<ul id=\"list\"><!--kids--></ul>"));
	char *filler = arena_alloc(x->arena, (size_t)bytes + 1);
	memset(filler, 'x', (size_t)bytes);
	for (int i = 1; i <= n; i++)
		live_node(t, list, str_fmt(x->arena, "c-%d", i),
			  str_fmt(x->arena, "<li id=\"c-%d\">for %.*s\n%s</li>", i, STR_ARG(audience), filler));
	return atomic_load(&answer);
}

/* ---- a client */

struct client {
	int fd;
	char *in;	/* what has come and is not read yet */
	size_t n, cap;
	char version[17];
	int seen;	/* cards */
	int wholes, changes, pings;
	bool hello, ended, end_event;
};

static void take_event(struct client *c, struct str event)
{
	if (str_eqz(event, "retry: 2000")) {
		assert_false(c->hello);
		c->hello = true;
		return;
	}
	assert_true(c->hello);
	if (str_eqz(event, ":")) {
		c->pings++;
		return;
	}
	if (str_eqz(event, "event: end\ndata: ")) {
		c->end_event = true;
		return;
	}
	assert_true(str_starts(event, S("id: ")));
	memcpy(c->version, event.p + 4, 16);
	struct str rest = str_sub(event, 20, event.n);
	assert_true(str_starts(rest, S("\nevent: swap\ndata: <")));
	if (str_contains(rest, S("innerHTML:#live"))) {
		c->seen = 0;
		c->wholes++;
	} else {
		c->changes++;
	}
	for (const char *p = rest.p, *end = rest.p + rest.n; (p = memmem(p, (size_t)(end - p), "<li id=\"c-", 10)); p += 10)
		assert_int_equal((int)strtol(p + 10, NULL, 10), ++c->seen);
}

/* Reads what there is; false when the stream has ended. */
static bool take(struct client *c)
{
	for (;;) {
		if (c->cap - c->n < 65536)
			c->in = realloc(c->in, c->cap += 1 << 17);
		ssize_t got = read(c->fd, c->in + c->n, c->cap - c->n);
		if (got < 0 && errno == EAGAIN)
			return true;
		if (got <= 0) {
			c->ended = true;
			return false;
		}
		c->n += (size_t)got;
		size_t from = 0;
		char *p;
		while ((p = memmem(c->in + from, c->n - from, "\n\n", 2))) {
			*p = '\0';
			take_event(c, (struct str){ c->in + from, (size_t)(p - c->in) - from });
			from = (size_t)(p - c->in) + 2;
		}
		memmove(c->in, c->in + from, c->n -= from);
	}
}

/* As the server does before it lets the socket go. */
static void say_hello(int fd)
{
	assert_int_equal(write(fd, LIVE_HELLO, strlen(LIVE_HELLO)), strlen(LIVE_HELLO));
}

static void held_join(struct client *c, struct live *l, int room, const char *audience, const char *holder, int64_t asked_us)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
	*c = (struct client){ .fd = pair[0] };
	say_hello(pair[1]);
	char topic[] = "room/0";
	topic[5] = (char)('0' + room);
	live_adopt(l, &(struct adoption){ .fd = pair[1], .topic = str_of(topic), .audience = str_of(audience), .holder = str_of(holder),
					  .version = S(""), .asked_us = asked_us });
}

static void client_join(struct client *c, struct live *l, int room, const char *audience, const char *version)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
	*c = (struct client){ .fd = pair[0] };
	say_hello(pair[1]);
	char topic[] = "room/0";
	topic[5] = (char)('0' + room);
	live_adopt(l, &(struct adoption){ .fd = pair[1], .topic = str_of(topic), .audience = str_of(audience), .version = str_of(version) });
}

static void client_leave(struct client *c)
{
	close(c->fd);
	free(c->in);
	*c = (struct client){ .fd = -1 };
}

static int64_t now_ms(void)
{
	return clock_mono_us() / 1000;
}

/* Waits for the stream until the expression over c is true. */
#define WAIT(c, expression)                                                     \
	do {                                                                    \
		int64_t limit_ = now_ms() + PATIENCE_MS;                        \
		while (take(c), !(expression)) {                                \
			assert_true(now_ms() < limit_);                         \
			assert_false((c)->ended);                               \
			struct pollfd fd_ = { (c)->fd, POLLIN, 0 };             \
			poll(&fd_, 1, 50);                                      \
		}                                                               \
	} while (0)

#define EVENTUALLY(expression)                                                  \
	do {                                                                    \
		int64_t limit_ = now_ms() + PATIENCE_MS;                        \
		while (!(expression)) {                                         \
			assert_true(now_ms() < limit_);                         \
			usleep(1000);                                           \
		}                                                               \
	} while (0)

/* ---- the fixture */

static size_t open_descriptors(void)
{
	size_t n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static size_t descriptors_before;
static bool one_by_one;	/* of the hubs that are set up */

static int set_up(void **state)
{
	descriptors_before = open_descriptors();
	for (int i = 0; i < ROOMS; i++)
		atomic_store(&cards[i], 0);
	atomic_store(&answer, OK);
	atomic_store(&card_bytes, 20);
	atomic_store(&store.busy, 0);
	atomic_store(&sick_fails, false);
	store.stop = false;
	for (int i = 0; i < 2; i++)
		pthread_create(&store.readers[i], NULL, reader, NULL);
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	ctx_init(&x, a);
	struct live *l = NULL;
	assert_int_equal(live_new(&x, &(struct live_config){ .submit = submit, .shards = 2, .one_by_one = one_by_one }, &l), OK);
	arena_free(a);
	live_source(l, "room/", render);
	*state = l;
	return 0;
}

static void stop(struct live *l)
{
	live_free(l);
	pthread_mutex_lock(&store.lock);
	store.stop = true;
	pthread_cond_broadcast(&store.wake);
	pthread_mutex_unlock(&store.lock);
	for (int i = 0; i < 2; i++)
		pthread_join(store.readers[i], NULL);
}

/* Every test closes its clients; what is open then was leaked by the hub. */
static int tear_down(void **state)
{
	if (*state)
		stop(*state);
	assert_int_equal(open_descriptors(), descriptors_before);
	return 0;
}

static void add_card(struct live *l, int room)
{
	atomic_fetch_add(&cards[room], 1);
	char topic[] = "room/0";
	topic[5] = (char)('0' + room);
	live_changed(l, str_of(topic));
}

/* ---- tests */

static void a_stranger_gets_the_whole_and_then_changes(void **state)
{
	struct client c;
	atomic_store(&cards[0], 3);
	client_join(&c, *state, 0, "wall", "");
	WAIT(&c, c.seen == 3);
	assert_int_equal(c.wholes, 1);
	add_card(*state, 0);
	WAIT(&c, c.seen == 4);
	assert_int_equal(c.wholes, 1);
	assert_int_equal(c.changes, 1);
	client_leave(&c);
	EVENTUALLY(live_count(*state, S("room/0"), S("")) == 0);
}

static void whoever_knows_the_version_gets_only_what_is_missing(void **state)
{
	struct client first, same, behind, foreign;
	atomic_store(&cards[0], 8);
	client_join(&first, *state, 0, "wall", "");
	WAIT(&first, first.seen == 8);

	client_join(&same, *state, 0, "wall", first.version);
	client_join(&foreign, *state, 0, "wall", "0123456789abcdef");
	WAIT(&foreign, foreign.seen == 8);
	WAIT(&same, same.hello);
	assert_int_equal(same.wholes + same.changes, 0);

	char old[17];
	memcpy(old, first.version, sizeof old);
	add_card(*state, 0);
	WAIT(&first, first.seen == 9);
	add_card(*state, 0);
	WAIT(&first, first.seen == 10);
	client_join(&behind, *state, 0, "wall", old);
	behind.seen = 8;
	WAIT(&behind, behind.seen == 10);
	assert_int_equal(behind.changes, 2);
	assert_int_equal(behind.wholes, 0);
	assert_string_equal(behind.version, first.version);

	same.seen = 8;
	WAIT(&same, same.seen == 10);
	assert_int_equal(same.wholes, 0);
	assert_int_equal(foreign.wholes, 1);
	client_leave(&first);
	client_leave(&same);
	client_leave(&behind);
	client_leave(&foreign);
}

/* Nobody watched when it changed: the state is rendered anew for who comes. */
static void an_empty_room_does_not_show_old_cards(void **state)
{
	struct client c;
	client_join(&c, *state, 1, "wall", "");
	add_card(*state, 1);
	WAIT(&c, c.seen == 1);
	char version[17];
	memcpy(version, c.version, sizeof version);
	client_leave(&c);
	EVENTUALLY(live_count(*state, S("room/1"), S("wall")) == 0);
	int before = atomic_load(&store.runs);
	for (int i = 0; i < 5; i++)
		add_card(*state, 1);
	assert_int_equal(atomic_load(&store.runs), before);
	client_join(&c, *state, 1, "wall", version);
	c.seen = 1;
	WAIT(&c, c.seen == 6);
	client_leave(&c);
	client_join(&c, *state, 1, "wall", "");
	WAIT(&c, c.seen == 6);
	assert_int_equal(c.wholes, 1);
	client_leave(&c);
}

static void a_burst_becomes_few_renderings(void **state)
{
	struct client c;
	client_join(&c, *state, 0, "phones", "");
	add_card(*state, 0);
	WAIT(&c, c.seen == 1);
	int before = atomic_load(&store.runs);
	int64_t began = now_ms();
	for (int i = 0; i < 1000; i++)
		add_card(*state, 0);
	WAIT(&c, c.seen == 1001);
	int most = (int)((now_ms() - began) / LIVE_COALESCE_MS) + 2;
	assert_in_range(atomic_load(&store.runs) - before, 1, most);
	client_leave(&c);
}

/* Until what changes next is rendered at once. */
static void calm_down(void)
{
	int64_t began = now_ms();
	EVENTUALLY(now_ms() > began + LIVE_COALESCE_MS);
}

/* Two changes, the second of which may have to wait, and then all audiences wait
 * together. False if something that was still to be rendered came between. */
static bool two_changes_come_in_order(struct live *l, struct client *clients, int n)
{
	int seen = clients[0].seen, runs = atomic_load(&store.runs);
	atomic_store(&nrendered, 0);
	for (int change = 1; change <= 2; change++) {
		add_card(l, 0);
		for (int i = 0; i < n; i++)
			WAIT(&clients[i], clients[i].seen == seen + change);
	}
	return atomic_load(&store.runs) == runs + 2 && atomic_load(&nrendered) == 6 && memcmp(rendered, "pwdpwd", 6) == 0;
}

static void the_fullest_audience_comes_first_and_all_in_one_piece_of_work(void **state)
{
	enum { ALL = 9, TRIES = 50 };
	static const char *const who[ALL] = { "desk", "phone", "wall", "phone", "phone", "wall", "phone", "wall", "phone" };
	struct client clients[ALL];
	for (int i = 0; i < ALL; i++)
		client_join(&clients[i], *state, 0, who[i], "");
	add_card(*state, 0);
	for (int i = 0; i < ALL; i++)
		WAIT(&clients[i], clients[i].seen == 1);
	bool good = false;
	for (int i = 0; i < TRIES && !good; i++) {
		calm_down();
		good = two_changes_come_in_order(*state, clients, ALL);
	}
	assert_true(good);
	for (int i = 0; i < ALL; i++)
		client_leave(&clients[i]);
}

static void an_audience_that_cannot_be_rendered_holds_up_no_other(void **state)
{
	struct client sick[2], wall;
	for (int i = 0; i < 2; i++)
		client_join(&sick[i], *state, 0, "sick", "");
	client_join(&wall, *state, 0, "wall", "");
	add_card(*state, 0);
	WAIT(&wall, wall.seen == 1);
	for (int i = 0; i < 2; i++)
		WAIT(&sick[i], sick[i].seen == 1);
	atomic_store(&sick_fails, true);
	for (int i = 2; i < 5; i++) {
		calm_down();
		add_card(*state, 0);
		WAIT(&wall, wall.seen == i);
	}
	atomic_store(&sick_fails, false);
	for (int i = 0; i < 2; i++) {
		WAIT(&sick[i], sick[i].seen == 4);
		client_leave(&sick[i]);
	}
	client_leave(&wall);
}

static void audiences_see_their_own(void **state)
{
	struct client wall, phone;
	client_join(&wall, *state, 0, "wall", "");
	client_join(&phone, *state, 0, "phone", "");
	add_card(*state, 0);
	WAIT(&wall, wall.seen == 1);
	WAIT(&phone, phone.seen == 1);
	assert_string_not_equal(wall.version, phone.version);
	assert_int_equal(live_count(*state, S("room/0"), S("wall")), 1);
	assert_int_equal(live_count(*state, S("room/0"), S("")), 2);
	assert_int_equal(live_count(*state, S("room/9"), S("")), 0);

	live_close(*state, S("room/0"), S("wall"));
	WAIT(&wall, wall.end_event);
	EVENTUALLY((take(&wall), wall.ended));
	add_card(*state, 0);
	WAIT(&phone, phone.seen == 2);
	assert_int_equal(live_count(*state, S("room/0"), S("")), 1);
	client_leave(&wall);
	client_leave(&phone);
}

static void what_is_withdrawn_ends_its_holders_streams_and_no_others(void **state)
{
	struct client hers, hers_too, his, nobodys;
	held_join(&hers, *state, 0, "console", "person/1", clock_mono_us());
	held_join(&hers_too, *state, 1, "phone", "person/1", clock_mono_us());
	held_join(&his, *state, 0, "console", "person/12", clock_mono_us());
	client_join(&nobodys, *state, 0, "console", "");
	add_card(*state, 0);
	WAIT(&hers, hers.seen == 1);
	live_withdraw(*state, S("person/1"));
	WAIT(&hers, hers.end_event);
	WAIT(&hers_too, hers_too.end_event);
	EVENTUALLY(live_count(*state, S("room/0"), S("")) == 2 && live_count(*state, S("room/1"), S("")) == 0);
	add_card(*state, 0);
	WAIT(&his, his.seen == 2);
	WAIT(&nobodys, nobodys.seen == 2);
	client_leave(&hers);

	held_join(&hers, *state, 0, "console", "person/1", clock_mono_us());	/* asked anew, and let in */
	WAIT(&hers, hers.seen == 2);
	live_withdraw(*state, S(""));
	WAIT(&hers, hers.end_event);
	WAIT(&his, his.end_event);
	add_card(*state, 0);
	WAIT(&nobodys, nobodys.seen == 3 && !nobodys.end_event);
	client_leave(&hers);
	client_leave(&hers_too);
	client_leave(&his);
	client_leave(&nobodys);
}

/* The permission was read before it was withdrawn, the stream begins after. */
static void a_withdrawal_reaches_who_is_still_at_the_door(void **state)
{
	struct client late, later;
	int64_t asked = clock_mono_us();
	live_withdraw(*state, S("person/1"));
	held_join(&late, *state, 0, "console", "person/1", asked);
	WAIT(&late, late.end_event);
	for (int i = 0; i < 100; i++)	/* more than are remembered */
		live_withdraw(*state, S("person/2"));
	held_join(&later, *state, 0, "console", "person/1", asked);
	WAIT(&later, later.end_event);
	client_leave(&late);
	client_leave(&later);
}

static void when_anything_may_have_changed_every_room_is_looked_at(void **state)
{
	struct client a, b;
	client_join(&a, *state, 0, "wall", "");
	client_join(&b, *state, 2, "wall", "");
	add_card(*state, 0);
	add_card(*state, 2);
	WAIT(&a, a.seen == 1);
	WAIT(&b, b.seen == 1);
	atomic_fetch_add(&cards[0], 1);		/* and the news of it is lost */
	atomic_fetch_add(&cards[2], 1);
	live_changed(*state, S(""));
	WAIT(&a, a.seen == 2);
	WAIT(&b, b.seen == 2);
	client_leave(&a);
	client_leave(&b);
}

static void a_room_that_is_gone_ends(void **state)
{
	struct client c, late;
	client_join(&c, *state, 0, "wall", "");
	add_card(*state, 0);
	WAIT(&c, c.seen == 1);
	atomic_store(&answer, GONE);
	add_card(*state, 0);
	WAIT(&c, c.end_event);
	client_join(&late, *state, 0, "wall", "");
	WAIT(&late, late.end_event);
	assert_int_equal(late.wholes, 0);
	client_leave(&c);
	client_leave(&late);
	client_join(&c, *state, 1, "wall", "");	/* nobody has seen this one */
	WAIT(&c, c.end_event);
	client_leave(&c);
}

static void a_topic_without_a_source_is_closed(void **state)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	live_adopt(*state, &(struct adoption){ .fd = pair[1], .topic = S("elsewhere/1"), .audience = S("wall"), .version = S("") });
	char c;
	assert_int_equal(read(pair[0], &c, 1), 0);
	close(pair[0]);
}

static void a_busy_store_is_asked_again(void **state)
{
	struct client c;
	atomic_store(&cards[0], 2);
	atomic_store(&store.busy, 2);
	client_join(&c, *state, 0, "wall", "");
	WAIT(&c, c.seen == 2);
	atomic_store(&answer, FAILED);
	add_card(*state, 0);
	EVENTUALLY(atomic_load(&store.runs) > 1);
	atomic_store(&answer, OK);
	WAIT(&c, c.seen == 3);
	client_leave(&c);
}

static void who_does_not_read_is_cut_off_and_nobody_else(void **state)
{
	struct client fast, slow;
	atomic_store(&card_bytes, 20000);
	client_join(&fast, *state, 0, "wall", "");
	client_join(&slow, *state, 0, "wall", "");
	int n = 0;
	while (live_count(*state, S("room/0"), S("wall")) == 2) {
		add_card(*state, 0);
		n++;
		WAIT(&fast, fast.seen == n);
		assert_true(n < 500);
	}
	/* What the kernel holds, what we hold, and then the end. */
	assert_true(n * 20000 > LIVE_QUEUE_MAX);
	assert_true(n * 20000 < LIVE_QUEUE_MAX + (2 << 20));
	EVENTUALLY((take(&slow), slow.ended));
	assert_true(slow.seen < n);

	/* It comes back and misses nothing. */
	char version[17];
	int seen = slow.seen;
	memcpy(version, slow.version, sizeof version);
	client_leave(&slow);
	client_join(&slow, *state, 0, "wall", version);
	slow.seen = seen;
	WAIT(&slow, slow.seen == n);
	client_leave(&slow);
	client_leave(&fast);
}

/* It reads in fits, behind but never too far: what was queued comes in order. */
static void a_reader_that_stutters_keeps_up(void **state)
{
	struct client c, fast;
	atomic_store(&card_bytes, 30000);
	client_join(&fast, *state, 0, "wall", "");
	client_join(&c, *state, 0, "wall", "");
	WAIT(&c, c.hello);
	int n = 0;
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 10; i++) {
			add_card(*state, 0);
			n++;
			WAIT(&fast, fast.seen == n);
		}
		WAIT(&c, c.seen == n);
	}
	assert_true(c.wholes <= 1);
	client_leave(&c);
	client_leave(&fast);
}

struct crew {
	struct live *l;
	atomic_bool stop;
	pthread_t threads[4];
};

static void *keep_adding(void *arg)
{
	struct crew *crew = arg;
	for (int i = 0; i < 300; i++) {
		add_card(crew->l, i % ROOMS);
		usleep(500);
	}
	return NULL;
}

static void *come_and_go(void *arg)
{
	struct crew *crew = arg;
	static const char *const audiences[] = { "wall", "phone" };
	for (int i = 0; !atomic_load(&crew->stop); i++) {
		struct client c;
		client_join(&c, crew->l, i % ROOMS, audiences[i / ROOMS % 2], "");
		if (i % 3)
			take(&c);
		client_leave(&c);
		usleep(200);
	}
	return NULL;
}

static void many_streams_lose_nothing(void **state)
{
	enum { MANY = 800 };
	static struct client clients[MANY];
	struct crew crew = { .l = *state };
	pthread_t adder[2], guest;
	atomic_init(&crew.stop, false);
	pthread_create(&guest, NULL, come_and_go, &crew);
	for (int i = 0; i < 2; i++)
		pthread_create(&adder[i], NULL, keep_adding, &crew);
	for (int i = 0; i < MANY; i++)
		client_join(&clients[i], *state, i % ROOMS, i % 8 < 4 ? "wall" : "phone", "");
	for (int i = 0; i < 2; i++)
		pthread_join(adder[i], NULL);
	atomic_store(&crew.stop, true);
	pthread_join(guest, NULL);
	for (int i = 0; i < MANY; i++) {
		struct client *c = &clients[i];
		WAIT(c, c->seen == atomic_load(&cards[i % ROOMS]));
		assert_true(c->wholes <= 1);
		client_leave(c);
	}
	for (int i = 0; i < ROOMS; i++) {
		char topic[] = "room/0";
		topic[5] = (char)('0' + i);
		EVENTUALLY(live_count(*state, str_of(topic), S("")) == 0);
	}
}

/* A crowd is larger than what is sent in one turn, so that streams end and begin
 * while it has been told in part. */
static void who_goes_in_the_middle_of_a_sweep_takes_nobody_along(void **state)
{
	enum { MANY = 1600, ROUNDS = 40, GOING = 8, STEP = 37 };
	static struct client clients[MANY];
	for (int i = 0; i < MANY; i++)
		client_join(&clients[i], *state, 0, "wall", "");
	for (int round = 0, k = 0; round < ROUNDS; round++) {
		add_card(*state, 0);
		for (int i = 0; i < GOING; i++, k = (k + STEP) % MANY) {
			client_leave(&clients[k]);
			client_join(&clients[k], *state, 0, "wall", "");
		}
	}
	for (int i = 0; i < MANY; i++) {
		WAIT(&clients[i], clients[i].seen == ROUNDS);
		client_leave(&clients[i]);
	}
	EVENTUALLY(live_count(*state, S("room/0"), S("")) == 0);
}

static void stopping_ends_the_streams(void **state)
{
	enum { SOME = 50 };
	struct client clients[SOME];
	for (int i = 0; i < SOME; i++)
		client_join(&clients[i], *state, i % ROOMS, "wall", "");
	for (int i = 0; i < ROOMS; i++)
		add_card(*state, i);
	stop(*state);
	*state = NULL;
	for (int i = 0; i < SOME; i++) {
		EVENTUALLY((take(&clients[i]), clients[i].ended));
		assert_false(clients[i].end_event);	/* they are to come back */
		client_leave(&clients[i]);
	}
}

/* What a client writes after its request is nobody's business. */
static void a_talking_client_is_ignored(void **state)
{
	struct client c;
	client_join(&c, *state, 0, "wall", "");
	for (int i = 0; i < 100; i++)
		assert_int_not_equal(send(c.fd, "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL), 0);
	add_card(*state, 0);
	WAIT(&c, c.seen == 1);
	client_leave(&c);
	EVENTUALLY(live_count(*state, S("room/0"), S("")) == 0);
}

int main(void)
{
	random_init();
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(a_stranger_gets_the_whole_and_then_changes),
		T(whoever_knows_the_version_gets_only_what_is_missing),
		T(an_empty_room_does_not_show_old_cards),
		T(a_burst_becomes_few_renderings),
		T(the_fullest_audience_comes_first_and_all_in_one_piece_of_work),
		T(an_audience_that_cannot_be_rendered_holds_up_no_other),
		T(audiences_see_their_own),
		T(what_is_withdrawn_ends_its_holders_streams_and_no_others),
		T(a_withdrawal_reaches_who_is_still_at_the_door),
		T(when_anything_may_have_changed_every_room_is_looked_at),
		T(a_room_that_is_gone_ends),
		T(a_topic_without_a_source_is_closed),
		T(a_busy_store_is_asked_again),
		T(who_does_not_read_is_cut_off_and_nobody_else),
		T(a_reader_that_stutters_keeps_up),
		T(many_streams_lose_nothing),
		T(who_goes_in_the_middle_of_a_sweep_takes_nobody_along),
		T(stopping_ends_the_streams),
		T(a_talking_client_is_ignored),
	};
	int failed = cmocka_run_group_tests_name("many sends a call, where the kernel has it", tests, NULL, NULL);
	one_by_one = true;
	return failed + cmocka_run_group_tests_name("a call for each send", tests, NULL, NULL);
}
