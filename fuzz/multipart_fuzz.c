/* Uploads. The boundary is "x"; unless the first byte is 'r' (raw), the input
 * begins in the middle of the first part's head and is closed properly, so that
 * the fuzzer need not find all that by chance. */
#include "http/body.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;
	if (!begun)
		body_init();
	begun = true;
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	struct upload_field *files;
	ctx_init(&x, a);
	struct val *form = val_new_obj(&x);
	struct str body = { (const char *)data, size };
	if (!size || data[0] != 'r')
		body = str_fmt(a, "--x\r\nContent-Disposition: form-data; name=\"%.*s\r\n--x--\r\n", STR_ARG(body));
	enum rc rc = body_multipart(&x, S("multipart/form-data; boundary=x"), body, form, &files);
	if (rc != OK && (rc != INVALID || !x.fault.message))
		abort();
	for (const struct val *v = form->kids.first; v; v = v->next)
		if (!str_is_utf8(str_of(v->name)) || (v->kind == VAL_STR && !str_is_utf8(v->text)))
			abort();
	for (const struct upload_field *f = files; f; f = f->next)
		if (!str_is_utf8(f->file.filename) || str_find(f->file.filename, '/') < f->file.filename.n)
			abort();
	arena_free(a);
	return 0;
}
