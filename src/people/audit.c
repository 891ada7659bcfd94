/* audit.c -- what administrators did, in a chain: whoever changes a line or
 * takes one away changes every hash after it. Knows acts and row numbers;
 * refuses names, texts and anything about answers. */
#include "core/random.h"
#include "people/people_inside.h"
#include "people/people_sql.h"

static struct str line_hash(struct ctx *x, int64_t id, int64_t at, person_id actor, struct str act, struct str about, struct str previous)
{
	/* act is a constant without '|' and about comes last, so no two lines
	 * make the same text. */
	return hash_hex(x->arena, str_fmt(x->arena, "%.*s|%" PRId64 "|%" PRId64 "|%" PRId64 "|%.*s|%.*s", STR_ARG(previous), id, at,
					  actor.v, STR_ARG(act), STR_ARG(about)));
}

enum rc people_audit(struct ctx *x, const struct actor *actor, const char *act, struct str about)
{
	struct sql_audit_head head;
	person_id who = actor ? actor->person : (person_id){ 0 };
	TRY(sql_audit_head(x, &head));
	int64_t id = head.lines + 1;
	struct str hash = line_hash(x, id, x->now, who, str_of(act), about, head.hash);
	TRY(sql_audit_add(x, id, x->now, who, str_of(act), about, head.hash, hash, NULL));
	return sql_audit_head_set(x, id, hash, NULL);
}

enum rc people_audit_verify(struct ctx *x, int64_t *ret_broken)
{
	struct sql_audit_head_read head;
	struct str previous = S("");
	int64_t last = 0;
	TRY(sql_audit_head_read(x, &head));
	*ret_broken = 0;
	for (;;) {
		struct sql_audit_page *l;
		size_t n;
		TRY(sql_audit_page(x, last, &l, &n));
		for (size_t i = 0; i < n; i++) {
			struct str hash = line_hash(x, l[i].id, l[i].at, l[i].actor, l[i].act, l[i].about, previous);
			if (l[i].id != last + 1 || !str_eq(l[i].previous, previous) || !str_eq(l[i].hash, hash)) {
				*ret_broken = last + 1;
				return OK;
			}
			previous = hash;
			last = l[i].id;
		}
		if (n == 0)
			break;
	}
	if (last != head.lines || !str_eq(previous, head.hash))
		*ret_broken = last + 1;
	return OK;
}
