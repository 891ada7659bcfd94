/* sheet.c -- a programme's fact sheets on paper: who reads them before what, and
 * the topics that the workplace has chosen. How a sheet is set is method's. */
#include "programme/room/sheet.h"
#include "programme/room/form.h"
#include "render/render.h"
#include "ui/ui.h"

/* ---- readings */

const struct method_reading *sheet_reading(const struct method_programme *p, const struct method_sheet *sheet)
{
	for (unsigned i = 0; p && i < p->sheets_count; i++)
		if (strcmp(p->sheets[i].sheet, sheet->head.key) == 0)
			return &p->sheets[i];
	return NULL;
}

static struct str joined(struct ctx *x, struct str all, struct str name)
{
	return all.n ? str_fmt(x->arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(name)) : name;
}

struct str sheet_readers(struct ctx *x, const struct method_programme *p, const struct method_reading *r)
{
	struct str all = S("");
	for (unsigned i = 0; i < r->roles_count; i++)
		all = joined(x, all, text_in(method_role(p, str_of(r->roles[i]))->title, x->lang));
	return all;
}

struct str sheet_phases(struct ctx *x, const struct method_programme *p, const struct method_reading *r)
{
	struct str all = S("");
	for (unsigned i = 0; i < r->phases_count; i++)
		all = joined(x, all, text_in(method_phase(p, str_of(r->phases[i]))->title, x->lang));
	return all;
}

/* ---- sheets */

static void reading(struct ctx *x, struct pdf *p, const struct method_programme *programme, const struct method_reading *r)
{
	struct pdf_pair pairs[] = {
		{ ui_text(x, "room.read_by"), sheet_readers(x, programme, r) },
		{ ui_text(x, "room.read_before"), sheet_phases(x, programme, r) },
	};
	pdf_pairs(p, pairs, 2);
	if (r->hang_up)
		pdf_callout(p, CALLOUT_NOW, ui_text(x, "room.hang_up"), ui_text(x, "room.hang_up_text"));
}

static void one_sheet(struct ctx *x, struct pdf *p, const struct sheet_print *print, const struct method_sheet *sheet)
{
	const struct method_reading *r = sheet_reading(print->programme, sheet);
	struct val *args = val_new_obj(x);
	if (r) {
		val_int(x, args, "number", r->number);
		pdf_eyebrow(p, ui_text_args(x, "room.sheet_number", args));
	}
	pdf_title(p, text_in(sheet->head.title, x->lang));
	pdf_lead(p, text_in(sheet->head.summary, x->lang));
	if (text_is(sheet->audience))
		pdf_note(p, text_in(sheet->audience, x->lang));
	if (r)
		reading(x, p, print->programme, r);
	method_print_sections(x, p, sheet, print->topics, print->ntopics);
}

enum rc sheet_pdf(struct ctx *x, const struct sheet_print *s, struct str *ret)
{
	struct pdf_paper paper = { .size = PAPER_A4, .lang = x->lang, .footer = s->footer, .page_text = form_page_text(x),
				   .title = s->nsheets == 1 ? text_in(s->sheets[0]->head.title, x->lang) : ui_text(x, "room.sheets") };
	struct pdf *p = pdf_new(x, &paper);
	for (size_t i = 0; i < s->nsheets; i++) {
		if (i)
			pdf_page_break(p);
		one_sheet(x, p, s, s->sheets[i]);
	}
	return pdf_finish(p, ret);
}
