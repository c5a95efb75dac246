// The only place that builds the object graph: each member below is made from those above it.

#include "connector/app/Service.h"

#include <filesystem>
#include <map>

#include "connector/app/CommandLine.h"
#include "connector/app/Loop.h"
#include "connector/directory/Directory.h"
#include "connector/http/HttpServer.h"
#include "connector/http/HttpTransport.h"
#include "connector/http/StandardWebhooks.h"
#include "connector/inbox/DropFolder.h"
#include "connector/inbox/EventInbox.h"
#include "connector/inbox/IntakeRoutes.h"
#include "connector/inbox/IntakeWorker.h"
#include "connector/issuing/IssuingWorker.h"
#include "connector/office/OfficeWorker.h"
#include "connector/office/rest/RestOfficeGateway.h"
#include "connector/outbox/Outbox.h"
#include "connector/pages/Access.h"
#include "connector/pages/Assets.h"
#include "connector/pages/DeskPages.h"
#include "connector/pages/PanelPages.h"
#include "connector/pages/VerifyPages.h"
#include "connector/storage/BlobStore.h"
#include "connector/storage/sqlite/Database.h"
#include "connector/storage/sqlite/SqliteStore.h"
#include "signing/keys/Pkcs11KeyHolder.h"
#include "workflow/base/Log.h"
#include "workflow/rules/RulePack.h"
