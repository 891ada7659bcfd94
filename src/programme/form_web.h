/* form_web.h -- the route tables of the rooms; inside this room. The permission
 * lets in whoever may read the programme; who may read or write a form, the form
 * says (form.h), and each handler asks. */
#pragma once
#include "http/http.h"

extern const struct route programme_form_routes[], programme_room_routes[], programme_sheet_routes[];
