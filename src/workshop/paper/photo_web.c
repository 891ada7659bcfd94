/* photo_web.c -- photos of paper over HTTP: sent by phones and by the
 * facilitator, fetched by whoever may see them, typed in beside the picture. */
#include "core/random.h"
#include "ui/ui.h"
#include "workshop/access.h"
#include "workshop/board/cells.h"
#include "workshop/paper/photo.h"
#include "workshop/phone_web.h"
#include "workshop/view.h"

/* Before the transaction, and only for those whom the permission lets in. */
static enum rc read_photo(struct req *q)
{
	struct upload u;
	struct image *image = ARENA_NEW(q->x->arena, struct image);
	TRY(form_upload(q, "photo", &u));
	TRY(photo_read(q->x, u.bytes, image));
	q->prepared = image;
	return OK;
}

static enum rc photo_of_path(struct req *q, photo_id *ret)
{
	return req_id(q, "photo", &ret->v);
}

/* Shows, hides or takes away. */
static enum rc act_on(struct req *q, photo_id photo)
{
	static const char *const acts[] = { "show", "hide", "drop", NULL };
	struct session *s = access_session(q);
	int act;
	TRY(form_choice(q, "act", acts, &act));
	return act == 2 ? photo_drop(q->x, s, photo) : photo_show(q->x, s, photo, act == 0);
}

/* ---- phones */

static enum rc to_phone(struct req *q)
{
	return redirect(q, "/w/%" PRId64, access_session(q)->id.v);
}

static enum rc send_photo(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	const char *now = photo_step(s);
	photo_id id;
	(void)view;
	if (s->viewer == VIEWER_LEADER && !session_leaders_in(s))
		return FORBIDDEN;
	TRY(phone_of_step(q, "photo", now ? str_of(now) : STR_NULL));
	if (!s->phone || !s->phone->group_id.v)
		return fail(q->x, INVALID, "photo", "workshop.choose_group_first");
	TRY(photo_add(q->x, s, s->phone->group_id, q->prepared, &id));
	return to_phone(q);
}

static enum rc own_act(struct req *q, struct val *view)
{
	photo_id photo;
	(void)view;
	TRY(photo_of_path(q, &photo));
	TRY(act_on(q, photo));
	return to_phone(q);
}

/* ---- the picture itself, to each kind of viewer by a way of its own */

static enum rc picture(struct req *q, struct val *view)
{
	struct sql_photo *p;
	struct str jpeg;
	photo_id photo;
	(void)view;
	TRY(photo_of_path(q, &photo));
	TRY(photo_find(q->x, access_session(q), photo, &p));
	TRY(photo_jpeg(q->x, access_session(q)->id, photo, &jpeg));
	return reply_file(q, "image/jpeg", NULL, jpeg);
}

/* ---- the facilitator */

static enum rc add_photo(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	int64_t group;
	photo_id id;
	(void)view;
	TRY(form_int_or(q, "group", 0, INT64_MAX, 0, &group));
	TRY(photo_add(q->x, s, (small_group_id){ group }, q->prepared, &id));
	return redirect(q, "/workshop/%" PRId64, s->id.v);
}

/* Which board the words on the paper go to; STR_NULL: none now. */
static struct str board_of(const struct session *s, struct str step_key)
{
	const struct method_step *step = method_step(s->method, step_key, NULL);
	if (session_is_over(s) || str_eqz(s->row->state, "planned"))
		return STR_NULL;
	return step && step->kind == STEP_CARDS ? str_of(step->key) : str_of(session_board(s));
}

static bool writes_text(const struct session *s, const struct sql_photo *p)
{
	return p->group_id.v && s->step->kind == STEP_ELABORATE && str_eqz(p->step, s->step->key) && !session_is_over(s);
}

static enum rc photo_page(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct ctx *x = q->x;
	struct sql_photo *p;
	struct sql_text_of *text = NULL;
	photo_id photo;
	TRY(photo_of_path(q, &photo));
	TRY(photo_find(x, s, photo, &p));
	struct str board = board_of(s, p->step);
	bool in_words = writes_text(s, p);
	if (in_words)
		TRY(sql_text_of(x, p->step, p->group_id, &text));
	struct val *v = val_sub(x, view, "photo");
	val_str(x, view, "title", ui_text(x, "photo.type_in"));
	val_int(x, v, "ws", s->id.v);
	val_int(x, v, "id", photo.v);
	const struct group_name g = { p->group_title, p->group_board, p->group_position };
	val_str(x, v, "group", g.title.p ? view_group_here(x, s, &g) : S(""));
	val_int(x, v, "width", p->width);
	val_int(x, v, "height", p->height);
	val_bool(x, v, "shown", !str_eqz(p->seen, "group"));
	val_bool(x, v, "has_board", board.p != NULL);
	val_bool(x, v, "in_words", in_words);
	val_str(x, v, "words", text ? text->text : S(""));
	val_int(x, v, "version", text ? text->version : 0);
	val_str(x, v, "idem", random_token(x->arena, 16));
	val_list(x, v, "cells");
	if (board.p)
		cells_options(x, method_step(s->method, board, NULL), S(""), v);
	struct val *form = val_sub(x, view, "form");
	val_str(x, form, "text", S(""));
	val_str(x, form, "words", STR_NULL);
	return OK;
}

static enum rc back_to_photo(struct req *q)
{
	return redirect(q, "/workshop/%" PRId64 "/photo/%.*s", access_session(q)->id.v, STR_ARG(req_param(q, "photo")));
}

static enum rc type_cards(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct sql_photo *p;
	struct str lines, idem, cell = form_raw(q, "cell");
	photo_id photo;
	size_t n;
	(void)view;
	TRY(photo_of_path(q, &photo));
	TRY(photo_find(q->x, s, photo, &p));
	struct str board = board_of(s, p->step);
	if (!board.p)
		return fail(q->x, INVALID, "text", "workshop.board_closed");
	TRY(form_text(q, "text", 0, 50000, &lines));
	TRY(form_line(q, "idem", 0, 100, &idem));
	TRY(board_type_in_cell(q->x, s, board, cell.p ? cell : S(""), lines, idem, &n));
	reply_notice(q, "photo.typed_in");
	return back_to_photo(q);
}

static enum rc type_words(struct req *q, struct val *view)
{
	struct session *s = access_session(q);
	struct sql_photo *p;
	struct str words;
	photo_id photo;
	int64_t version;
	(void)view;
	TRY(photo_of_path(q, &photo));
	TRY(photo_find(q->x, s, photo, &p));
	if (!writes_text(s, p))
		return fail(q->x, INVALID, "words", "workshop.step_over");
	TRY(form_text(q, "words", 1, WORKSHOP_TEXT_CHARS, &words));
	TRY(form_int(q, "version", 0, INT64_MAX, &version));
	TRY(group_write(q->x, s, p->group_id, version, words));
	reply_notice(q, "photo.typed_in");
	return back_to_photo(q);
}

static enum rc act(struct req *q, struct val *view)
{
	photo_id photo;
	(void)view;
	TRY(photo_of_path(q, &photo));
	TRY(act_on(q, photo));
	return redirect(q, "/workshop/%" PRId64, access_session(q)->id.v);
}

const struct route workshop_photo_routes[] = {
	UPLOAD("/w/:id/photo", read_photo, send_photo, "workshop/phone", WORKSHOP_JOINED),
	POST("/w/:id/photo/:photo", own_act, "workshop/phone", WORKSHOP_JOINED),
	GET ("/w/:id/photo/:photo/picture", picture, NULL, WORKSHOP_JOINED),
	GET ("/wall/:id/photo/:photo/picture", picture, NULL, WORKSHOP_WATCHES),
	GET ("/workshop/:id/photo/:photo/picture", picture, NULL, WORKSHOP_READS),
	UPLOAD("/workshop/:id/photo", read_photo, add_photo, "workshop/console", WORKSHOP_FACILITATES),
	GET ("/workshop/:id/photo/:photo", photo_page, "workshop/photo", WORKSHOP_FACILITATES),
	POST("/workshop/:id/photo/:photo", act, "workshop/console", WORKSHOP_FACILITATES),
	POST("/workshop/:id/photo/:photo/cards", type_cards, "workshop/photo", WORKSHOP_FACILITATES),
	POST("/workshop/:id/photo/:photo/words", type_words, "workshop/photo", WORKSHOP_FACILITATES),
	{ 0 },
};
