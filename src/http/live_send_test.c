/* Sockets that take all, some and nothing, with the ring and without: the answers
 * must be the same. Where the kernel refuses a ring both runs are of the plain one. */
#include "core/testing.h"
#include "http/live_send.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FRAME = 700, SMALL_BUFFER = 4096 };

struct pair {
	int ours, theirs;
};

static bool with_ring;

static struct pair pair_new(void)
{
	int fds[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
	return (struct pair){ .ours = fds[0], .theirs = fds[1] };
}

static void pair_close(struct pair *p)
{
	close(p->ours);
	if (p->theirs >= 0)
		close(p->theirs);
}

static size_t read_all(int fd, char *to, size_t room)
{
	size_t n = 0;
	for (ssize_t got; n < room && (got = read(fd, to + n, room - n)) > 0;)
		n += (size_t)got;
	return n;
}

static int set_up(void **state)
{
	*state = sender_new(with_ring);
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	sender_free(*state);
	return 0;
}

static void who_wants_no_ring_has_none(void **state)
{
	if (!with_ring)
		assert_false(sender_has_ring(*state));
	print_message("a ring: %s\n", sender_has_ring(*state) ? "yes" : "no");
}

/* More rounds than the queues have places, so that they wrap; sizes that do not divide them. */
static void each_gets_its_own_bytes(void **state)
{
	static const unsigned sizes[] = { 1, 2, SEND_BATCH, 25, SEND_BATCH - 1, SEND_BATCH, 3 };
	struct pair pairs[SEND_BATCH];
	static char frames[SEND_BATCH][FRAME];
	for (int i = 0; i < SEND_BATCH; i++)
		pairs[i] = pair_new();
	for (unsigned round = 0; round < 28; round++) {
		struct sending what[SEND_BATCH];
		unsigned n = sizes[round % 7];
		for (unsigned i = 0; i < n; i++) {
			memset(frames[i], (int)('a' + (i + round) % 26), FRAME);
			what[i] = (struct sending){ .fd = pairs[i].ours, .bytes = frames[i], .n = 1 + (i * 37 + round) % FRAME, .sent = -2 };
		}
		send_all(*state, what, n);
		for (unsigned i = 0; i < n; i++) {
			char in[FRAME + 1];
			assert_int_equal(what[i].sent, (ssize_t)what[i].n);
			assert_int_equal(read_all(pairs[i].theirs, in, sizeof in), what[i].n);
			assert_memory_equal(in, frames[i], what[i].n);
		}
	}
	for (int i = 0; i < SEND_BATCH; i++)
		pair_close(&pairs[i]);
}

/* One is full, one takes a part, one is gone, one is no descriptor at all; the
 * others get theirs all the same. */
static void what_one_does_not_take_is_told_and_the_others_get_theirs(void **state)
{
	enum { FULL, SOME, GONE, NONE, FIRST, LAST, ALL };
	struct pair pairs[ALL];
	static char large[1 << 22], in[1 << 22];
	struct sending what[ALL];
	int small = SMALL_BUFFER;
	memset(large, 'x', sizeof large);
	for (int i = 0; i < ALL; i++) {
		pairs[i] = pair_new();
		what[i] = (struct sending){ .fd = pairs[i].ours, .bytes = large, .n = FRAME, .sent = -2 };
	}
	setsockopt(pairs[FULL].ours, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
	while (send(pairs[FULL].ours, large, FRAME, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
		;
	assert_int_equal(errno, EAGAIN);
	what[SOME].n = sizeof large;
	close(pairs[GONE].theirs);
	pairs[GONE].theirs = -1;
	what[NONE].fd = -1;

	send_all(*state, what, ALL);

	assert_int_equal(what[FULL].sent, 0);
	assert_true(what[SOME].sent > 0 && what[SOME].sent < (ssize_t)sizeof large);
	assert_int_equal(read_all(pairs[SOME].theirs, in, sizeof in), what[SOME].sent);
	assert_int_equal(what[GONE].sent, -1);
	assert_int_equal(what[NONE].sent, -1);
	for (int i = FIRST; i <= LAST; i++) {
		assert_int_equal(what[i].sent, FRAME);
		assert_int_equal(read_all(pairs[i].theirs, in, sizeof in), FRAME);
	}
	for (int i = 0; i < ALL; i++)
		pair_close(&pairs[i]);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(who_wants_no_ring_has_none),
		T(each_gets_its_own_bytes),
		T(what_one_does_not_take_is_told_and_the_others_get_theirs),
	};
	with_ring = true;
	int failed = cmocka_run_group_tests_name("with a ring, where the kernel has it", tests, NULL, NULL);
	with_ring = false;
	return failed + cmocka_run_group_tests_name("a call for each", tests, NULL, NULL);
}
