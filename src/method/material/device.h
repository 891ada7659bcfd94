/* device.h -- what is filled in on the reader's own device and sent nowhere:
 * worksheets, question sets, forms of a step taken alone. Inside the room only.
 *
 * The pages carry names of fields and never a value. Their content security
 * policy leaves the browser no way to send one: no form may be posted and no
 * script may connect (device_page). web/js/sheet.js and web/js/profile.js do the rest. */
#pragma once
#include "method/page.h"

/* Seals the page, and reads its language from the address. First in a handler. */
void device_page(struct req *q);
/* The second half alone: a page without forms cannot be switched by the button of
 * other pages, so it names its language in its address. */
void device_language(struct req *q);
/* "" or "?lang=en": what a link to the next such page carries on. */
struct str device_lang(const struct req *q);

/* contacts[]: where the reader's workplace says one can turn. They are in the page of
 * everybody there and show themselves on the device, so nobody learns to whom. */
must_use enum rc device_contacts(struct req *q, struct val *view);

/* sheet: where the device keeps it ("worksheet/ladder"), for how many days, and
 * who may see it. */
void device_sheet(struct ctx *x, struct val *v, struct str name, struct str title, unsigned keep_days, bool pair);
/* fields, for method/device_field; names are PREFIX.KEY. */
void device_fields(struct ctx *x, struct val *v, const char *prefix, const struct method_field *fields, size_t n);
/* sheet, intro and sections, for method/worksheet_body. */
void device_worksheet(struct ctx *x, struct val *v, const struct method_worksheet *w);
/* The heading of a part without the word of its tone, which stands beside it
 * ("Grøn"; STR_NULL where there is none). */
struct str device_heading(struct ctx *x, const struct method_block *b, struct str *ret_tone);
/* sheet, items, groups, for method/set_body. only: keys of the items; n == 0: all. */
void device_questions(struct ctx *x, struct val *v, const struct method_questions *s, const char *const *only, size_t n);
