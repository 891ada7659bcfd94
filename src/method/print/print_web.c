/* print_web.c -- /print after what can be printed: a PDF, shown in the page. */
#include "method/material/device.h"
#include "method/print/print.h"

/* One handler for each kind: find it, make paper of it. */
#define PRINTS(name, find, print, type)                                            \
	static enum rc name(struct req *q, struct val *view)                       \
	{                                                                          \
		const type *document = find(req_param(q, "key"));                  \
		struct str pdf;                                                    \
		(void)view;                                                        \
		device_language(q);                                                \
		if (!document)                                                     \
			return NOT_FOUND;                                          \
		TRY(print(q->x, document, &pdf));                                  \
		return reply_file(q, "application/pdf", NULL, pdf);                \
	}

PRINTS(deck, method_deck, print_deck, struct method_deck)
PRINTS(worksheet, method_worksheet, print_worksheet, struct method_worksheet)
PRINTS(questions, method_questions, print_questions, struct method_questions)
PRINTS(model, method_model, print_model, struct method_model)
PRINTS(sheet, method_sheet, print_sheet, struct method_sheet)

/* ?at=09:00: the hour it begins. */
static enum rc run_sheet(struct req *q, struct val *view)
{
	const struct method_workshop *w = method_workshop(req_param(q, "key"));
	struct str pdf;
	int at;
	(void)view;
	device_language(q);
	if (!w)
		return NOT_FOUND;
	if (!time_parse(req_query(q, "at"), &at))
		at = METHOD_NO_CLOCK;
	TRY(method_run_sheet_pdf(q->x, w, at, NULL, 0, &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

/* Also a private one: blank it tells nothing. */
static enum rc blank_form(struct req *q, const struct method_form *f)
{
	struct str pdf;
	device_language(q);
	if (!f)
		return NOT_FOUND;
	TRY(print_form(q->x, f, &pdf));
	return reply_file(q, "application/pdf", NULL, pdf);
}

static enum rc workshop_form(struct req *q, struct val *view)
{
	const struct method_workshop *w = method_workshop(req_param(q, "key"));
	(void)view;
	return blank_form(q, w ? method_workshop_form(w, req_param(q, "form")) : NULL);
}

static enum rc programme_form(struct req *q, struct val *view)
{
	const struct method_programme *p = method_programme(req_param(q, "key"));
	(void)view;
	return blank_form(q, p ? method_form(p, req_param(q, "form")) : NULL);
}

const struct route method_print_routes[] = {
	GET("/method/:key/form/:form", workshop_form, NULL, PUBLIC),
	GET("/programme-guide/:key/form/:form", programme_form, NULL, PUBLIC),
	GET("/deck/:key/print", deck, NULL, PUBLIC),
	GET("/worksheet/:key/print", worksheet, NULL, PUBLIC),
	GET("/set/:key/print", questions, NULL, PUBLIC),
	GET("/model/:key/print", model, NULL, PUBLIC),
	GET("/sheet/:key/print", sheet, NULL, PUBLIC),
	GET("/run-sheet/:key/pdf", run_sheet, NULL, PUBLIC),
	GET("/run-sheet/:key/print", run_sheet, NULL, PUBLIC),
	{ 0 },
};
