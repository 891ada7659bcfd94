/* raw_commit.c -- what SQLite alone can keep: threads hand in rows, one writer
 * commits whatever waits (WAL, synchronous=FULL), and a thread hands in its
 * next row when the last one is durable. Goal P3 compares with it.
 *
 *	raw_commit FILE PRODUCERS BYTES SECONDS	-> {"per_s":..} */
#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 256, PRODUCERS_MAX = 256, BYTES_MAX = 10000 };

struct row {
	struct row *next;
	pthread_cond_t kept;
	bool done;
	int64_t board, author;
	const char *text;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static struct row *first, *last;
static bool stop;
static uint64_t rows;
static int bytes;

static void must(sqlite3 *db, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE)
		return;
	fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static void *produce(void *arg)
{
	char text[BYTES_MAX + 1];
	memset(text, 'x', (size_t)bytes);
	text[bytes] = '\0';
	struct row r = { .board = (intptr_t)arg % 25, .author = (intptr_t)arg, .text = text };
	pthread_cond_init(&r.kept, NULL);
	pthread_mutex_lock(&lock);
	while (!stop) {
		r.next = NULL;
		r.done = false;
		if (first)
			last->next = &r;
		else
			first = &r;
		last = &r;
		pthread_cond_signal(&wake);
		while (!r.done)
			pthread_cond_wait(&r.kept, &lock);
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

static sqlite3 *open_file(const char *path)
{
	sqlite3 *db;
	must(NULL, sqlite3_open(path, &db));
	must(db, sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		"CREATE TABLE board(id INTEGER PRIMARY KEY) STRICT;"
		"CREATE TABLE card(id INTEGER PRIMARY KEY AUTOINCREMENT, board INTEGER NOT NULL REFERENCES board,"
		" author INTEGER NOT NULL, place INTEGER NOT NULL, text TEXT NOT NULL) STRICT;"
		"CREATE INDEX card_of_board ON card(board, place);", NULL, NULL, NULL));
	return db;
}

static void commit(sqlite3 *db, sqlite3_stmt *insert, struct row *batch)
{
	must(db, sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
	for (struct row *r = batch; r; r = r->next) {
		must(db, sqlite3_bind_int64(insert, 1, r->board));
		must(db, sqlite3_bind_int64(insert, 2, r->author));
		must(db, sqlite3_bind_int64(insert, 3, (int64_t)rows));
		must(db, sqlite3_bind_text(insert, 4, r->text, bytes, SQLITE_STATIC));
		must(db, sqlite3_step(insert));
		must(db, sqlite3_reset(insert));
		rows++;
	}
	must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
}

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void write_until(sqlite3 *db, double end)
{
	sqlite3_stmt *insert;
	must(db, sqlite3_prepare_v2(db, "INSERT INTO card(board, author, place, text) VALUES(?,?,?,?)", -1, &insert, NULL));
	pthread_mutex_lock(&lock);
	while (now_s() < end) {
		while (!first)
			pthread_cond_wait(&wake, &lock);
		struct row *batch = first, *tail = first;
		for (int i = 1; i < BATCH && tail->next; i++)
			tail = tail->next;
		first = tail->next;
		tail->next = NULL;
		pthread_mutex_unlock(&lock);
		commit(db, insert, batch);
		pthread_mutex_lock(&lock);
		for (struct row *r = batch, *next; r; r = next) {
			next = r->next;
			r->done = true;
			pthread_cond_signal(&r->kept);
		}
	}
	stop = true;
	for (struct row *r = first; r; r = r->next) {
		r->done = true;
		pthread_cond_signal(&r->kept);
	}
	first = NULL;
	pthread_mutex_unlock(&lock);
	sqlite3_finalize(insert);
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: raw_commit FILE PRODUCERS BYTES SECONDS\n");
		return 2;
	}
	long producers = strtol(argv[2], NULL, 10);
	bytes = (int)strtol(argv[3], NULL, 10);
	double seconds = strtod(argv[4], NULL);
	if (producers < 1 || producers > PRODUCERS_MAX || bytes < 1 || bytes > BYTES_MAX)
		return 2;
	sqlite3 *db = open_file(argv[1]);
	pthread_t threads[PRODUCERS_MAX];
	for (intptr_t i = 0; i < producers; i++)
		if (pthread_create(&threads[i], NULL, produce, (void *)i) != 0)
			return 1;
	double start = now_s();
	write_until(db, start + seconds);
	double took = now_s() - start;
	for (long i = 0; i < producers; i++)
		pthread_join(threads[i], NULL);
	must(db, sqlite3_close(db));
	printf("{\"rows\":%" PRIu64 ",\"per_s\":%.0f}\n", rows, (double)rows / took);
	return 0;
}
