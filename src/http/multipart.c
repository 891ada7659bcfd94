/* multipart.c -- multipart/form-data through GMime. The only file that includes
 * gmime.h. Knows no fields by name, and keeps nothing on disk. */
#include "http/body.h"
#include "http/url.h"
#include <gmime/gmime.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	g_mime_init();
}

void body_init(void)
{
	pthread_once(&once, start);
}

static void unref(void *p)
{
	g_object_unref(p);
}

/* What GMime gave, as a copy in the arena. */
static struct str copied(struct ctx *x, const char *z)
{
	return z ? str_dup(x->arena, str_of(z)) : STR_NULL;
}

/* The decoded bytes of a part. */
static struct str part_bytes(struct ctx *x, GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	if (!content)
		return S("");
	GMimeStream *mem = g_mime_stream_mem_new();
	arena_defer(x->arena, unref, mem);
	g_mime_data_wrapper_write_to_stream(content, mem);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
	struct str out = str_dup(x->arena, (struct str){ (const char *)bytes->data, bytes->len });
	g_byte_array_set_size(bytes, 0);
	return out;
}

/* Browsers of old sent whole paths; nobody is to learn about anybody's folders. */
static struct str last_segment(struct str filename)
{
	for (size_t i = filename.n; i > 0; i--)
		if (filename.p[i - 1] == '/' || filename.p[i - 1] == '\\')
			return str_sub(filename, i, filename.n);
	return filename;
}

struct reading {
	struct ctx *x;
	struct val *form;
	struct upload_field **tail;
	size_t fields;
};

static enum rc take_file(struct reading *r, struct str name, struct str filename, GMimePart *part)
{
	struct ctx *x = r->x;
	if (!str_is_utf8(filename))
		return fail(x, INVALID, "", "http.bad_encoding");
	/* An input of type file where nothing was chosen. */
	struct str bytes = part_bytes(x, part);
	if (str_empty(filename) && str_empty(bytes))
		return OK;
	struct upload_field *f = ARENA_NEW(x->arena, struct upload_field);
	f->name = str_z(x->arena, name);
	f->file.filename = str_one_line(x->arena, last_segment(filename));
	f->file.bytes = bytes;
	*r->tail = f;
	r->tail = &f->next;
	return OK;
}

static enum rc take_part(struct reading *r, GMimeObject *o)
{
	struct ctx *x = r->x;
	struct str name = copied(x, g_mime_object_get_content_disposition_parameter(o, "name"));
	if (!GMIME_IS_PART(o) || !name.p || !str_is_utf8(name))
		return fail(x, INVALID, "", "http.bad_multipart");
	struct str filename = copied(x, g_mime_object_get_content_disposition_parameter(o, "filename"));
	if (filename.p)
		return take_file(r, name, filename, GMIME_PART(o));
	struct str text = part_bytes(x, GMIME_PART(o));
	if (!str_is_utf8(text))
		return fail(x, INVALID, "", "http.bad_encoding");
	field_add(x, r->form, name, text);
	return OK;
}

static GMimeObject *parse(struct ctx *x, struct str content_type, struct str body)
{
	/* GMime reads messages, so the header that came with the request goes first. */
	struct str header = str_fmt(x->arena, "Content-Type: %.*s\r\n\r\n", STR_ARG(content_type));
	GMimeStream *stream = g_mime_stream_mem_new();
	arena_defer(x->arena, unref, stream);
	g_mime_stream_write(stream, header.p, header.n);
	g_mime_stream_write(stream, body.p, body.n);
	g_mime_stream_reset(stream);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	arena_defer(x->arena, unref, parser);
	GMimeObject *o = g_mime_parser_construct_part(parser, NULL);
	if (o)
		arena_defer(x->arena, unref, o);
	return o;
}

enum rc body_multipart(struct ctx *x, struct str content_type, struct str body, struct val *form,
		       struct upload_field **ret_uploads)
{
	*ret_uploads = NULL;
	struct reading r = { .x = x, .form = form, .tail = ret_uploads };
	/* A line break would let the header smuggle in others. */
	if (!str_is_utf8(content_type) || str_find(content_type, '\n') < content_type.n)
		return fail(x, INVALID, "", "http.bad_multipart");
	GMimeObject *o = parse(x, content_type, body);
	if (!o || !GMIME_IS_MULTIPART(o))
		return fail(x, INVALID, "", "http.bad_multipart");
	int n = g_mime_multipart_get_count(GMIME_MULTIPART(o));
	if (n <= 0)	/* the boundary was not found: no form of ours is empty */
		return fail(x, INVALID, "", "http.bad_multipart");
	if (n > HTTP_FIELDS_MAX)
		return fail_int(x, INVALID, "", "http.too_many_fields", "max", HTTP_FIELDS_MAX);
	for (int i = 0; i < n; i++)
		TRY(take_part(&r, g_mime_multipart_get_part(GMIME_MULTIPART(o), i)));
	return OK;
}
