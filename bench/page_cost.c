/* page_cost.c -- P11: what a page of 10 kB costs as value tree plus template,
 * beside the same bytes appended by hand with the same escaping. Prints one
 * JSON line: median microseconds of both and their ratio. Single thread; data
 * that a store would give stands ready. */
#include "core/clock.h"
#include "ui/mustache.h"
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 60, ROUNDS = 21, PAGES_PER_ROUND = 4000, PAGE_MAX = 64 << 10 };

static const char page[] =
	"<h1>{{_.bench.title}}</h1>\n<table class=\"table\">\n"
	"{{#people}}<tr{{#now}} data-state=\"now\"{{/now}}><td><a href=\"{{url}}\">{{name}}</a></td><td>{{role}}</td>"
	"<td class=\"n\">{{hours}}</td><td>{{^done}}<span class=\"ds-tag\">{{_.bench.open}}</span>{{/done}}</td></tr>\n{{/people}}"
	"</table>\n";

static const struct catalogue_row texts[] = {
	{ "bench.open", { { "Mangler at svare" }, { "Has not answered" } }, false },
	{ "bench.title", { { "Medarbejdere på Station Nord" }, { "Staff of Station Nord" } }, false },
};

static struct person {
	int64_t id, hours;
	struct str name, role;
	bool now, done;
} people[ROWS];

static void fill(struct ctx *x)
{
	static const char *const names[] = { "Bo Ærtebjerg", "Karen-Margrethe Østergaard", "Søren & Søn", "Åse Lind" };
	for (int i = 0; i < ROWS; i++)
		people[i] = (struct person){ 1000 + i, i * 3, str_dup(x->arena, str_of(names[i % 4])), S("Arbejdsmiljørepræsentant"), i == 3, i % 3 == 0 };
}

static void by_template(struct ctx *x, const struct mustache *m, struct buf *out)
{
	struct val *view = val_new_obj(x), *list = val_list(x, view, "people");
	for (int i = 0; i < ROWS; i++) {
		struct val *p = val_obj(x, list);
		val_str(x, p, "name", people[i].name);
		val_str(x, p, "role", people[i].role);
		val_path(x, p, "url", "/people/%" PRId64, people[i].id);
		val_int(x, p, "hours", people[i].hours);
		val_bool(x, p, "now", people[i].now);
		val_bool(x, p, "done", people[i].done);
	}
	if (mustache_render(x, m, "bench/page", NULL, view, out) != OK)
		abort();
}

static void by_hand(struct buf *out)
{
	buf_z(out, "<h1>Medarbejdere på Station Nord</h1>\n<table class=\"table\">\n");
	for (int i = 0; i < ROWS; i++) {
		const struct person *p = &people[i];
		buf_z(out, "<tr");
		if (p->now)
			buf_z(out, " data-state=\"now\"");
		buf_z(out, "><td><a href=\"/people/");
		buf_int(out, p->id);
		buf_z(out, "\">");
		buf_html(out, p->name);
		buf_z(out, "</a></td><td>");
		buf_html(out, p->role);
		buf_z(out, "</td><td class=\"n\">");
		buf_int(out, p->hours);
		buf_z(out, "</td><td>");
		if (!p->done)
			buf_z(out, "<span class=\"ds-tag\">Mangler at svare</span>");
		buf_z(out, "</td></tr>\n");
	}
	buf_z(out, "</table>\n");
}

static int by_size(const void *a, const void *b)
{
	double d = *(const double *)a - *(const double *)b;
	return (d > 0) - (d < 0);
}

static double median(double *v)
{
	qsort(v, ROUNDS, sizeof *v, by_size);
	return v[ROUNDS / 2];
}

int main(void)
{
	static const struct mustache_source source = { "bench/page", "bench/page_cost.c", { page, sizeof page - 1 } };
	struct arena *keep = arena_new(ARENA_CEILING_DEFAULT), *each = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx start, x;
	struct catalogue *catalogue;
	struct mustache *m;
	struct buf ours, hand;
	double ours_us[ROUNDS], hand_us[ROUNDS];
	ctx_init(&start, keep);
	ctx_init(&x, each);
	fill(&start);
	if (catalogue_load(&start, keep, texts, 2, &catalogue) != OK || mustache_load(&start, keep, catalogue, MUSTACHE_HOUSE, false, &source, 1, &m) != OK)
		abort();
	buf_init(&ours, PAGE_MAX);
	buf_init(&hand, PAGE_MAX);
	/* In turns, so that the machine's moods meet both. */
	for (int r = 0; r < ROUNDS; r++) {
		int64_t t0 = clock_mono_us();
		for (int i = 0; i < PAGES_PER_ROUND; i++) {
			buf_clear(&ours);
			by_template(&x, m, &ours);
			arena_reset(each);
		}
		int64_t t1 = clock_mono_us();
		for (int i = 0; i < PAGES_PER_ROUND; i++) {
			buf_clear(&hand);
			by_hand(&hand);
		}
		ours_us[r] = (double)(t1 - t0) / PAGES_PER_ROUND;
		hand_us[r] = (double)(clock_mono_us() - t1) / PAGES_PER_ROUND;
	}
	if (!str_eq(buf_view(&ours), buf_view(&hand)))
		abort();	/* it would compare different things */
	double o = median(ours_us), h = median(hand_us);
	printf("{\"id\":\"P11\",\"bytes\":%zu,\"ours_us\":%.2f,\"reference_us\":%.2f,\"ratio\":%.2f}\n", ours.n, o, h, o / h);
	buf_free(&ours);
	buf_free(&hand);
	arena_free(each);
	arena_free(keep);
	return 0;
}
