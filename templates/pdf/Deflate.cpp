#include "templates/pdf/Deflate.h"

#include <Poco/DeflatingStream.h>

#include <sstream>

namespace tdkt::templates {

Bytes deflate(std::string_view octets) {
  std::ostringstream out;
  Poco::DeflatingOutputStream stream(out, Poco::DeflatingStreamBuf::STREAM_ZLIB, 6);
  stream.write(octets.data(), static_cast<std::streamsize>(octets.size()));
  stream.close();
  return out.str();
}

}  // namespace tdkt::templates
