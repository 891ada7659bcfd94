/* home_web.c -- the front page, who can see what, accessibility. */
#include "app/erase.h"
#include "app/home_web.h"
#include "people/people.h"
#include "programme/programme.h"
#include "ui/ui.h"

static enum rc home(struct req *q, struct val *view)
{
	val_str(q->x, view, "title", ui_text(q->x, "app.home"));
	val_bool(q->x, view, "signed_in", q->actor != NULL);
	if (!q->actor)
		return OK;
	val_str(q->x, view, "name", q->actor->name);
	return programme_home(q->x, q, view);
}

static enum rc who_sees_what(struct req *q, struct val *view)
{
	val_str(q->x, view, "title", ui_text(q->x, "app.who_sees_what"));
	return OK;
}

static enum rc accessibility(struct req *q, struct val *view)
{
	val_str(q->x, view, "title", ui_text(q->x, "app.accessibility"));
	return OK;
}

/* For whoever watches over the machine; says nothing about anybody. */
static enum rc health(struct req *q, struct val *view)
{
	(void)view;
	return reply_file(q, "text/plain; charset=utf-8", NULL, S("ok\n"));
}

const struct route home_routes[] = {
	GET ("/", home, "app/home", PUBLIC),
	GET ("/about/who-sees-what", who_sees_what, "app/who_sees_what", PUBLIC),
	GET ("/about/accessibility", accessibility, "app/accessibility", PUBLIC),
	GET ("/people/erase/:person", erase_page, "app/erase", MAY_ADMINISTER),
	POST("/people/erase/:person", erase_act, "app/erase", MAY_ADMINISTER),
	GET ("/health", health, NULL, PUBLIC),
	{ 0 },
};
