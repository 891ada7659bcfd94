/* body.h -- posted bodies to one shape: an object of strings and lists of
 * strings, and a list of files. Internal to http.
 *
 * All text is checked to be UTF-8; files are not. Every fault is INVALID with
 * field "" and a message http.*. Memory: x->arena. Thread: any; body_multipart
 * takes milliseconds for large files and does not belong on an event loop. */
#pragma once
#include "http/http.h"

/* Once per process, before body_multipart. Thread: safe. */
void body_init(void);

enum body_kind { BODY_NONE, BODY_URLENCODED, BODY_JSON, BODY_MULTIPART, BODY_UNKNOWN };
enum body_kind body_kind_of(struct str content_type);

must_use enum rc body_urlencoded(struct ctx *x, struct str body, struct val *form);
/* An object whose members are strings, integers, booleans, null or lists of strings and integers. */
must_use enum rc body_json(struct ctx *x, struct str body, struct val *form);
/* content_type: the header, with its boundary. */
must_use enum rc body_multipart(struct ctx *x, struct str content_type, struct str body, struct val *form,
				struct upload_field **ret_uploads);
