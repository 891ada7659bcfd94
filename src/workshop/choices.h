/* choices.h -- the answers that a field offers, whether they stand in the form or
 * are the parts of a shared model; inside this room. */
#pragma once
#include "method/method.h"

struct choice {
	const char *key;	/* NULL past the end */
	struct text title;
};

static inline struct choice choice_nth(const struct method_field *f, unsigned i)
{
	const struct method_model *m = f->model ? method_model(str_of(f->model)) : NULL;
	if (m)
		return i < m->parts_count ? (struct choice){ m->parts[i].key, m->parts[i].title } : (struct choice){ 0 };
	return i < f->options_count ? (struct choice){ f->options[i].key, f->options[i].title } : (struct choice){ 0 };
}

static inline struct choice choice_of(const struct method_field *f, struct str key)
{
	struct choice c = { 0 };
	for (unsigned i = 0; (c = choice_nth(f, i)).key && !str_eqz(key, c.key); i++)
		;
	return c;
}
