/* Photos: whatever comes in, a small upright JPEG or a message comes out, and
 * nothing is kept of the notes beside the picture. The first byte chooses which
 * kind the rest begins like, so that the fuzzer need not find that by chance. */
#include "render/image.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { SIDE = 320 };
	struct arena *a = arena_new(ARENA_CEILING_DEFAULT);
	struct ctx x;
	struct image image;
	ctx_init(&x, a);
	struct str bytes = { (const char *)data, size };
	if (size && data[0] == 'j')
		bytes = str_cat(a, S("\xFF\xD8\xFF"), str_sub(bytes, 1, size));
	else if (size && data[0] == 'p')
		bytes = str_cat(a, (struct str){ "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16 }, str_sub(bytes, 1, size));
	else if (size && data[0] == 'w')
		bytes = str_cat(a, (struct str){ "RIFF\xFF\xFF\0\0WEBPVP8", 15 }, str_sub(bytes, 1, size));
	enum rc rc = image_plain(&x, bytes, SIDE, &image);
	if (rc != OK && ((rc != INVALID && rc != TOO_LARGE) || !x.fault.message))
		abort();
	if (rc == OK && (image.width < 1 || image.height < 1 || image.width > SIDE || image.height > SIDE || !str_starts(image.jpeg, S("\xFF\xD8\xFF")) ||
			 str_contains(image.jpeg, (struct str){ "Exif\0\0", 6 })))
		abort();
	arena_free(a);
	return 0;
}
