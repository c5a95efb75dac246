#pragma once
// Moved: the port of both databases is connector/storage/Database.h.

#include "connector/storage/Database.h"  // IWYU pragma: export
