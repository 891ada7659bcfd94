/* cookie.c -- reads the Cookie header. Knows no sessions. */
#include "http/cookie.h"

struct str cookie_find(struct str header, struct str name)
{
	struct str pair, rest = header;
	while (str_next(&rest, ';', &pair)) {
		pair = str_trim(pair);
		size_t eq = str_find(pair, '=');
		if (eq == pair.n || !str_eq(str_sub(pair, 0, eq), name))
			continue;
		struct str value = str_sub(pair, eq + 1, pair.n);
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = str_sub(value, 1, value.n - 2);
		return cookie_value_ok(value) ? value : STR_NULL;
	}
	return STR_NULL;
}

bool cookie_value_ok(struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\')
			return false;
	}
	return true;
}
