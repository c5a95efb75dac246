#include "signing/pdf/SecurityStore.h"

#include <algorithm>

#include "signing/pdf/Filters.h"
#include "signing/pdf/FormEdit.h"

namespace tdkt::signing::pdf {
namespace {

constexpr std::size_t kMaxItems = 4096;

const Dictionary* storeOf(const File& file) {
  return file.dictionary(at(file.catalog(), "DSS"));
}

std::vector<Bytes> itemsAt(const File& file, const char* key) {
  std::vector<Bytes> out;
  const Dictionary* store = storeOf(file);
  const Array* list = store == nullptr ? nullptr : file.array(at(*store, key));
  for (const Value& item : list == nullptr ? Array{} : *list) {
    const Value& stream = file.resolve(item);
    const Dictionary* dictionary = stream.as<Dictionary>();
    if (dictionary == nullptr || !stream.stream || out.size() == kMaxItems) continue;
    if (auto octets = decodeStream(*dictionary, *stream.stream)) out.push_back(std::move(*octets));
  }
  return out;
}

/// Adds to one list of the store, in the place where it stands.
void addTo(Increment& increment, Dictionary& store, const char* key, const std::vector<Bytes>& items,
           const std::vector<Bytes>& present) {
  const File& file = increment.file();
  const Value place = at(store, key);
  Array list = file.array(place) == nullptr ? Array{} : *file.array(place);
  const std::size_t before = list.size();
  for (const Bytes& item : items) {
    if (std::find(present.begin(), present.end(), item) != present.end()) continue;
    list.emplace_back(increment.addStream({{"Filter", Name{"FlateDecode"}}}, deflate(item)));
  }
  if (list.size() == before) return;
  if (const Ref* ref = place.as<Ref>(); ref != nullptr && file.array(place) != nullptr) {
    increment.replace(*ref, list);
  } else {
    store[key] = std::move(list);
  }
}

}  // namespace

StoreContent readStore(const File& file) {
  return {itemsAt(file, "Certs"), itemsAt(file, "OCSPs"), itemsAt(file, "CRLs")};
}

Result<Bytes> storeIncrement(const File& file, const StoreContent& additions) {
  Increment increment(file);
  const Value& place = at(file.catalog(), "DSS");
  const Dictionary* old = storeOf(file);
  Dictionary store = old == nullptr ? Dictionary{{"Type", Name{"DSS"}}} : *old;
  const StoreContent present = readStore(file);
  addTo(increment, store, "Certs", additions.certificates, present.certificates);
  addTo(increment, store, "OCSPs", additions.ocspResponses, present.ocspResponses);
  addTo(increment, store, "CRLs", additions.crls, present.crls);
  if (increment.empty()) return Bytes();
  FormEdit edit(increment);
  if (const Ref* ref = place.as<Ref>(); ref != nullptr && old != nullptr) {
    increment.replace(*ref, store);
  } else {
    edit.setCatalog("DSS", increment.add(store));
  }
  TDKT_CHECK(edit.flush());
  return increment.append().pdf;
}

}  // namespace tdkt::signing::pdf
