/* photo.c -- photos of paper: who adds, who sees. No HTTP, no SQL text, no HTML. */
#include "workshop/allowance.h"
#include "workshop/paper/photo.h"
#include "workshop/live.h"
#include "workshop/view.h"

const char *photo_step(const struct session *s)
{
	const struct method_step *step = s->step, *form;
	switch (step->kind) {
	case STEP_CARDS:
	case STEP_DISCUSS:
	case STEP_GROUP:
	case STEP_VOTE:
		return session_board(s);
	case STEP_ELABORATE:
		return step->key;
	case STEP_PRESENT:
		if (step->from && method_step(s->method, str_of(step->from), NULL)->kind == STEP_ELABORATE)
			return step->from;
		break;
	default:
		break;
	}
	form = session_form_step(s);
	return form ? form->key : NULL;
}

/* ---- who may */

static bool at_work(const struct session *s)
{
	return str_eqz(s->row->state, "open") || (str_eqz(s->row->state, "paused") && s->viewer == VIEWER_CONSOLE);
}

static bool own_group(const struct session *s, small_group_id g)
{
	return g.v && s->phone && s->phone->group_id.v == g.v;
}

bool photo_may_add(const struct session *s, small_group_id g)
{
	enum method_step_kind k = s->step->kind;
	const char *step = photo_step(s);
	if (!at_work(s) || !step)
		return false;
	if (s->viewer == VIEWER_CONSOLE)
		return true;
	bool writes = k == STEP_CARDS || k == STEP_ELABORATE || k == STEP_FORM;
	return writes && own_group(s, g) && session_may_see(s, str_of(step));
}

static const struct method_part *part_of(const struct session *s, struct str step)
{
	const struct method_part *part = NULL;
	return method_step(s->method, step, &part) ? part : NULL;
}

/* Shown to the room, or its group presents now. */
static bool shown(struct ctx *x, const struct session *s, struct str step, small_group_id g, struct str seen)
{
	const char *now = photo_step(s);
	if (!str_eqz(seen, "group"))
		return true;
	return g.v && s->step->kind == STEP_PRESENT && now && str_eqz(step, now) &&
	       str_eq(s->row->focus, str_fmt(x->arena, "group/%" PRId64, g.v));
}

static bool may_see(struct ctx *x, const struct session *s, struct str step, small_group_id g, struct str seen)
{
	const struct method_part *part = part_of(s, step);
	if (!part)
		return false;
	switch (s->viewer) {
	case VIEWER_CONSOLE:
		return true;
	case VIEWER_WALL:
		return (part->leaders || !session_leaders_in(s)) && shown(x, s, step, g, seen);
	case VIEWER_PHONE:
		return own_group(s, g);
	case VIEWER_LEADER:	/* without a phone: at the collection, from wherever */
		if (!s->phone && board_forgets(s, step))
			return false;
		return part->leaders && (own_group(s, g) || !str_eqz(seen, "group"));
	case VIEWER_NOBODY:
		break;
	}
	return false;
}

enum rc photo_find(struct ctx *x, const struct session *s, photo_id photo, struct sql_photo **ret)
{
	TRY(sql_photo(x, s->id, photo, ret));
	if (!*ret)
		return fail(x, NOT_FOUND, "photo", "photo.gone");
	return may_see(x, s, (*ret)->step, (*ret)->group_id, (*ret)->seen) ? OK : FORBIDDEN;
}

enum rc photo_jpeg(struct ctx *x, workshop_id id, photo_id photo, struct str *ret)
{
	struct sql_photo_bytes *row;
	TRY(sql_photo_bytes(x, id, photo, &row));
	if (!row)
		return fail(x, NOT_FOUND, "photo", "photo.gone");
	*ret = row->bytes;
	return OK;
}

/* ---- taking one */

enum rc photo_read(struct ctx *x, struct str bytes, struct image *ret)
{
	if (bytes.n == 0)
		return fail(x, INVALID, "photo", "form.no_file");
	if (bytes.n > PHOTO_BYTES_MAX)
		return fail_int(x, INVALID, "photo", "photo.too_big", "max", PHOTO_BYTES_MAX >> 20);
	enum rc rc = image_plain(x, bytes, PHOTO_SIDE_MAX, ret);
	if (rc == INVALID || rc == TOO_LARGE) {
		/* What the room `render` says of a picture is said at our field. */
		const char *message = x->fault.message;
		fault_clear(x);
		if (rc == TOO_LARGE)
			return fail_int(x, INVALID, "photo", "photo.too_many_pixels", "max", IMAGE_PIXELS_WHOLE_MAX / 1000000);
		return fail(x, INVALID, "photo", message);
	}
	return rc;
}

enum rc photo_add(struct ctx *x, struct session *s, small_group_id g, const struct image *image, photo_id *ret)
{
	int64_t all, own = 0;
	struct sql_group *group;
	TRY(session_hold(x, s));	/* the groups may just be made anew, and several phones send at once */
	if (session_is_over(s))
		return session_ended(x);
	if (str_eqz(s->row->state, "paused") && s->viewer != VIEWER_CONSOLE)
		return fail(x, INVALID, "photo", "workshop.paused");
	if (!photo_may_add(s, g))
		return s->viewer == VIEWER_CONSOLE ? fail(x, INVALID, "photo", "photo.not_now") : FORBIDDEN;
	struct str step = str_of(photo_step(s));
	if (g.v) {
		TRY(sql_group(x, s->id, g, &group));
		if (!group)
			return fail(x, NOT_FOUND, "group", "workshop.group_gone");
		TRY(sql_photo_count_of_group(x, s->id, step, g, &own));
	}
	TRY(sql_photo_count(x, s->id, &all));
	if (own >= PHOTOS_OF_GROUP_MAX)
		return fail_int(x, INVALID, "photo", "photo.too_many_of_group", "max", PHOTOS_OF_GROUP_MAX);
	if (all >= PHOTOS_MAX)
		return fail_int(x, INVALID, "photo", "photo.too_many", "max", PHOTOS_MAX);
	struct spent *spent;	/* a photo has no key: each is stored */
	TRY(allowance_spend(x, s, ALLOWANCE_PHOTO, all, PHOTOS_MAX, "photo", &spent));
	TRY(sql_photo_add(x, s->id, step, g, image->jpeg, image->width, image->height, S("group"), ret));
	session_changed(x, s);
	return OK;
}

/* ---- showing, and taking away: the group's while it may still write, the
 * facilitator's for as long as the session is there, also afterwards. */

static enum rc owned(struct ctx *x, const struct session *s, photo_id photo, struct sql_photo **ret)
{
	TRY(photo_find(x, s, photo, ret));
	if (s->viewer == VIEWER_CONSOLE)
		return OK;
	return own_group(s, (*ret)->group_id) && at_work(s) ? OK : fail(x, FORBIDDEN, "photo", "workshop.not_your_group");
}

enum rc photo_show(struct ctx *x, struct session *s, photo_id photo, bool show)
{
	struct sql_photo *p;
	TRY(owned(x, s, photo, &p));
	TRY(sql_photo_set_seen(x, s->id, photo, show ? S("session") : S("group"), NULL));
	session_changed(x, s);
	return OK;
}

enum rc photo_drop(struct ctx *x, struct session *s, photo_id photo)
{
	struct sql_photo *p;
	TRY(owned(x, s, photo, &p));
	TRY(sql_photo_drop(x, s->id, photo, NULL));
	session_changed(x, s);
	return OK;
}

/* ---- told */

static struct group_name group_of(const struct sql_photos *p)
{
	return (struct group_name){ p->group_title, p->group_board, p->group_position };
}

static struct str group_here(struct ctx *x, const struct session *s, const struct sql_photos *p)
{
	const struct group_name g = group_of(p);
	return p->group_title.p ? view_group_here(x, s, &g) : S("");
}

static void put_photo(struct ctx *x, const struct session *s, const struct sql_photos *p, struct str group, struct val *o)
{
	val_int(x, o, "id", p->id.v);
	val_int(x, o, "workshop", s->id.v);
	val_str(x, o, "group", group);
	val_int(x, o, "width", p->width);
	val_int(x, o, "height", p->height);
	val_bool(x, o, "shown", !str_eqz(p->seen, "group"));
}

enum rc photo_task(struct ctx *x, const struct session *s, struct val *task)
{
	struct val *v = val_sub(x, task, "photo"), *list = val_list(x, v, "photos");
	const char *step = photo_step(s);
	small_group_id own = s->phone ? s->phone->group_id : (small_group_id){ 0 };
	struct sql_photos *p;
	size_t n;
	val_str(x, v, "of_step", step ? str_of(step) : S(""));
	val_bool(x, v, "may_add", photo_may_add(s, own));
	val_int(x, v, "max_mb", PHOTO_BYTES_MAX >> 20);
	if (!step || !own.v)
		return OK;
	TRY(sql_photos(x, s->id, str_of(step), &p, &n));
	for (size_t i = 0; i < n; i++)
		if (p[i].group_id.v == own.v && may_see(x, s, str_of(step), p[i].group_id, p[i].seen))
			put_photo(x, s, &p[i], group_here(x, s, &p[i]), val_obj(x, list));
	return OK;
}

static enum rc put_pieces(struct ctx *x, const struct session *s, struct live_tree *t, size_t parent, const char *view)
{
	const char *step = photo_step(s);
	struct sql_photos *p;
	size_t n;
	if (!step)
		return OK;
	TRY(sql_photos(x, s->id, str_of(step), &p, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *v = val_new_obj(x);
		if (!may_see(x, s, str_of(step), p[i].group_id, p[i].seen))
			continue;
		/* While one group presents, the others' are not in its way. */
		bool presents = s->viewer == VIEWER_WALL && s->step->kind == STEP_PRESENT && str_starts(s->row->focus, S("group/"));
		if (presents && !str_eq(s->row->focus, str_fmt(x->arena, "group/%" PRId64, p[i].group_id.v)))
			continue;
		put_photo(x, s, &p[i], group_here(x, s, &p[i]), v);
		TRY(live_piece(x, t, parent, str_fmt(x->arena, "photo-%" PRId64, p[i].id.v), view, v, NULL));
	}
	return OK;
}

enum rc photo_wall(struct ctx *x, const struct session *s, struct live_tree *t, size_t parent)
{
	return put_pieces(x, s, t, parent, "workshop/piece_photo_wall");
}

enum rc photo_bench(struct ctx *x, const struct session *s, struct live_tree *t, size_t parent)
{
	return put_pieces(x, s, t, parent, "workshop/piece_photo_console");
}

enum rc photo_side(struct ctx *x, struct session *s, struct val *side)
{
	struct val *list = val_list(x, side, "photo_groups");
	const struct method_step *step = session_groups_step(s);
	struct sql_groups *g;
	size_t n;
	val_bool(x, side, "takes_photos", photo_may_add(s, (small_group_id){ 0 }));
	val_int(x, side, "photo_max_mb", PHOTO_BYTES_MAX >> 20);
	if (!step)
		return OK;
	TRY(sql_groups(x, s->id, str_of(step->key), &g, &n));
	for (size_t i = 0; i < n; i++) {
		struct val *o = val_obj(x, list);
		val_int(x, o, "id", g[i].id.v);
		val_str(x, o, "title", view_group_here(x, s, &(struct group_name){ g[i].title, g[i].board, g[i].position }));
	}
	return OK;
}

enum rc photo_outcome(struct ctx *x, const struct session *s, const struct method_part *part, const struct method_step *step, bool leader,
		      bool heard, struct val *photos, bool *untold)
{
	struct sql_photos *p;
	size_t n;
	if (leader && !part->leaders)
		return OK;
	TRY(sql_photos(x, s->id, str_of(step->key), &p, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eqz(p[i].seen, "group") && (leader || (p[i].group_id.v && !heard))) {
			*untold = true;
			continue;
		}
		struct val *o = val_obj(x, photos);
		const struct group_name g = group_of(&p[i]);
		put_photo(x, s, &p[i], g.title.p ? view_group_title(x, s, &g, leader) : S(""), o);
		val_text(x, o, "part", part->title);
		val_text(x, o, "step", step->title);
		val_path(x, o, "url", "/workshop/%" PRId64 "/photo/%" PRId64 "/picture", s->id.v, p[i].id.v);
	}
	return OK;
}
