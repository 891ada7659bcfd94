/* trend.c -- see trend.h. */
#include "workshop/ask/trend.h"
#include "ui/ui.h"
#include "workshop/ask/ask_view.h"

/* One session's profile of a step, by title of the group. NULL: it has none. */
static enum rc profile_of(struct ctx *x, workshop_id id, enum workshop_viewer viewer, const char *key, const struct val **ret, struct date *ret_day)
{
	struct session *s;
	struct val *tree = val_new_obj(x);
	*ret = NULL;
	TRY(session_load(x, id, &s));
	s->viewer = viewer;
	const struct method_step *step = method_step(s->method, str_of(key), NULL);
	if (!step || step->kind != STEP_ASK)
		return OK;
	TRY(ask_results(x, s, step, false, tree));
	*ret_day = s->row->day;
	if (val_get_bool(tree, "has_profile"))
		*ret = val_get(tree, S("profile"));
	return OK;
}

static const struct val *group_of(const struct val *profile, struct str title)
{
	for (const struct val *g = profile->kids.first; g; g = g->next)
		if (str_eq(val_get_str(g, "title"), title))
			return g;
	return NULL;
}

static enum rc put_step(struct ctx *x, const struct session *s, const struct method_step *step, const workshop_id *ids, size_t n, struct val *trends)
{
	const struct val **profiles = ARENA_ARRAY(x->arena, n, const struct val *);
	struct date *days = ARENA_ARRAY(x->arena, n, struct date);
	size_t found = 0;
	for (size_t i = 0; i < n; i++) {
		TRY(profile_of(x, ids[i], s->viewer, step->key, &profiles[found], &days[found]));
		found += profiles[found] != NULL;
	}
	/* The last is this session; a comparison needs another. */
	if (found < 2 || days[found - 1].day != s->row->day.day)
		return OK;
	struct val *o = val_obj(x, trends), *head = val_list(x, o, "days"), *rows = val_list(x, o, "rows");
	val_text(x, o, "title", step->title);
	for (size_t i = 0; i < found; i++)
		val_str(x, val_obj(x, head), "day", ui_date(x, days[i]));
	for (const struct val *g = profiles[found - 1]->kids.first; g; g = g->next) {
		struct val *row = val_obj(x, rows), *sums = val_list(x, row, "sums");
		val_str(x, row, "title", val_get_str(g, "title"));
		for (size_t i = 0; i < found; i++) {
			const struct val *was = group_of(profiles[i], val_get_str(g, "title"));
			struct val *cell = val_obj(x, sums);
			val_str(x, cell, "sum", was ? val_get_str(was, "sum") : S("–"));
			val_bool(x, cell, "top", was && val_get_bool(was, "top"));
		}
	}
	return OK;
}

enum rc trend_put(struct ctx *x, struct session *s, struct val *view)
{
	struct sql_workshops_of_method *earlier;
	size_t n;
	struct val *trends = val_list(x, view, "trends");
	const struct method_step *step;
	const struct method_part *part;
	TRY(sql_workshops_of_method(x, s->row->unit_id, s->row->method, s->row->day, s->id, &earlier, &n));
	if (n == 0)
		return OK;
	size_t first = n > TREND_MAX ? n - TREND_MAX : 0;
	workshop_id *ids = ARENA_ARRAY(x->arena, n + 1, workshop_id);
	for (size_t i = first; i < n; i++)
		ids[i - first] = earlier[i].id;
	ids[n - first] = s->id;
	for (unsigned k = 0; (step = session_nth_step(s->method, k, &part)); k++)
		if (step->kind == STEP_ASK && (s->viewer != VIEWER_LEADER || part->leaders))
			TRY(put_step(x, s, step, ids, n - first + 1, trends));
	return OK;
}
