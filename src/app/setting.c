/* setting.c -- keys of the installation, kept in the store. */
#include "app/setting.h"
#include "app/setting_sql.h"
#include "core/random.h"

enum rc setting_key(struct ctx *x, const char *name, uint8_t ret[32])
{
	struct sql_setting_get *row;
	TRY(sql_setting_add(x, str_of(name), random_token(x->arena, 32), NULL));
	TRY(sql_setting_get(x, str_of(name), &row));
	if (!row || !str_from_hex(row->value, ret, 32))
		return fail_cause(x, FAILED, "setting %s is no key", name);
	return OK;
}
