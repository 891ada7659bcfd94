/* sheet_web.c -- the programme's fact sheets: who reads which before what, and
 * paper to hand out and hang up. */
#include "programme/programme_access.h"
#include "programme/room/room.h"
#include "render/render.h"
#include "ui/ui.h"

static bool holds_one(const struct programme *p, const struct method_reading *r)
{
	for (unsigned i = 0; i < r->roles_count; i++)
		if (programme_is(p, r->roles[i]))
			return true;
	return false;
}

static enum rc sheets_page(struct req *q, struct val *view)
{
	struct ctx *x = q->x;
	const struct programme *p = access_programme(q);
	room_head(x, p, ui_text(x, "room.sheets"), view);
	val_path(x, view, "all_url", "/programme/%" PRId64 "/sheets/paper", p->id.v);
	struct val *list = val_list(x, view, "sheets");
	for (unsigned i = 0; i < p->method->sheets_count; i++) {
		const struct method_reading *r = &p->method->sheets[i];
		const struct method_sheet *sheet = method_sheet(str_of(r->sheet));
		struct val *o = val_obj(x, list);
		val_int(x, o, "number", r->number);
		val_text(x, o, "title", sheet->head.title);
		val_text(x, o, "summary", sheet->head.summary);
		val_str(x, o, "readers", sheet_readers(x, p->method, r));
		val_str(x, o, "before", sheet_phases(x, p->method, r));
		val_bool(x, o, "hang_up", r->hang_up);
		val_bool(x, o, "mine", holds_one(p, r));
		val_path(x, o, "url", "/sheet/%s", r->sheet);
		val_path(x, o, "paper_url", "/programme/%" PRId64 "/sheets/%s/paper", p->id.v, r->sheet);
	}
	return OK;
}

static enum rc print(struct req *q, const struct method_sheet *const *sheets, size_t n, const char *name)
{
	struct ctx *x = q->x;
	const struct programme *p = access_programme(q);
	struct method_topic_choice *topics;
	struct sheet_print s = { .programme = p->method, .sheets = sheets, .nsheets = n,
				 .footer = str_fmt(x->arena, "%.*s · %.*s", STR_ARG(p->row->title), STR_ARG(p->unit.name)) };
	struct str pdf;
	TRY(room_topics(x, p, &topics, &s.ntopics));
	s.topics = topics;
	TRY(sheet_pdf(x, &s, &pdf));
	return reply_file(q, "application/pdf", str_fmt(x->arena, "%s.pdf", name).p, pdf);
}

static enum rc print_all(struct req *q, struct val *view)
{
	const struct method_programme *m = access_programme(q)->method;
	const struct method_sheet **sheets = ARENA_ARRAY(q->x->arena, m->sheets_count, const struct method_sheet *);
	(void)view;
	for (unsigned i = 0; i < m->sheets_count; i++)
		sheets[i] = method_sheet(str_of(m->sheets[i].sheet));
	return print(q, sheets, m->sheets_count, m->head.key);
}

/* Only sheets of this programme's method: others are printed from the library. */
static enum rc print_one(struct req *q, struct val *view)
{
	const struct method_sheet *sheet = method_sheet(req_param(q, "sheet"));
	(void)view;
	if (!sheet || !sheet_reading(access_programme(q)->method, sheet))
		return NOT_FOUND;
	return print(q, &sheet, 1, sheet->head.key);
}

const struct route programme_sheet_routes[] = {
	GET("/programme/:id/sheets", sheets_page, "programme/sheets", MAY_READ_PROGRAMME),
	GET("/programme/:id/sheets/paper", print_all, NULL, MAY_READ_PROGRAMME),
	GET("/programme/:id/sheets/:sheet/paper", print_one, NULL, MAY_READ_PROGRAMME),
	{ 0 },
};
