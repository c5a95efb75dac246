#pragma once
// Ending on request: SIGTERM and SIGINT are waited for, not handled.

namespace tdkt::app {

/// Blocks SIGTERM and SIGINT for this thread and all it starts later, and ignores SIGPIPE. Call before any
/// thread.
void blockEndSignals();
/// Waits for one of them.
void waitForEndSignal();

}  // namespace tdkt::app
