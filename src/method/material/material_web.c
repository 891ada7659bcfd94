/* material_web.c -- decks, worksheets, question sets and models on pages of their
 * own. What is filled in there stays on the device; see device.h. */
#include "method/material/device.h"

static void put(struct req *q, struct val *view, const struct method_head *h)
{
	page_head(q->x, view, h);
	val_bool(q->x, view, "signed_in", q->actor != NULL);
	val_path(q->x, view, "print", "%.*s/print%.*s", STR_ARG(page_url(q->x, h->kind, h->key)), STR_ARG(device_lang(q)));
}

static enum rc show_deck(struct req *q, struct val *view)
{
	const struct method_deck *d = method_deck(req_param(q, "key"));
	if (!d)
		return NOT_FOUND;
	device_page(q);
	put(q, view, &d->head);
	page_deck(q->x, val_sub(q->x, view, "deck"), d);
	return OK;
}

static enum rc show_worksheet(struct req *q, struct val *view)
{
	const struct method_worksheet *w = method_worksheet(req_param(q, "key"));
	if (!w)
		return NOT_FOUND;
	device_page(q);
	put(q, view, &w->head);
	device_worksheet(q->x, view, w);
	return device_contacts(q, view);
}

static enum rc show_questions(struct req *q, struct val *view)
{
	const struct method_questions *s = method_questions(req_param(q, "key"));
	if (!s)
		return NOT_FOUND;
	device_page(q);
	put(q, view, &s->head);
	device_questions(q->x, view, s, NULL, 0);
	return OK;
}

static enum rc show_model(struct req *q, struct val *view)
{
	const struct method_model *m = method_model(req_param(q, "key"));
	if (!m)
		return NOT_FOUND;
	put(q, view, &m->head);
	page_drawing(q->x, view, m);
	page_topics(q->x, view, m->parts, m->parts_count);
	return OK;
}

const struct route method_material_routes[] = {
	GET("/deck/:key", show_deck, "method/deck", PUBLIC),
	GET("/worksheet/:key", show_worksheet, "method/worksheet", PUBLIC),
	GET("/set/:key", show_questions, "method/set", PUBLIC),
	GET("/model/:key", show_model, "method/model", PUBLIC),
	{ 0 },
};
