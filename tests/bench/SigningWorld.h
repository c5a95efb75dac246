#pragma once
// What the signing benchmarks sign with: an RSA PKI as real ones are, a decision of one page, a token.

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <fstream>
#include <iterator>

#include "integration/trust_services/SoftToken.h"
#include "signing/PadesSigner.h"
#include "signing/Verifier.h"
#include "signing/keys/FileKeyHolder.h"
#include "signing/keys/Pkcs11KeyHolder.h"
#include "templates/Filler.h"
#include "tests/fakes/SoftHsm.h"
#include "tests/fakes/TestPki.h"

namespace tdkt::bench {

inline constexpr const char* kSoftHsm = "/usr/lib/softhsm/libsofthsm2.so";

template <class T>
T taken(Result<T> result) {
  if (result) return std::move(*result);
  std::cerr << result.error().code << ": " << result.error().detail << "\n";
  std::exit(1);
}

inline std::string readWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

struct SigningWorld {
  fakes::TestPki pki;
  fakes::Identity root = pki.make("Bench Root", trust::Purpose::kRootAuthority, nullptr, -30, 30, false);
  fakes::Identity issuing =
      pki.make("Bench Issuing", trust::Purpose::kIssuingAuthority, &root, -30, 30, false);
  fakes::Identity rsa = pki.make("Nguyễn Đức Thịnh", trust::Purpose::kSigner, &issuing, -30, 30, false);
  fakes::Identity curve = pki.make("Nguyễn Đức Thịnh", trust::Purpose::kSigner, &issuing, -30, 30, true);
  std::string png = readWhole(TDKT_SOURCE_DIR "/integration/demo_data/signature-chair.png");
  std::shared_ptr<const signing::StampImage> stamp = taken(signing::StampImage::fromPng(png));
  Bytes decision = onePage();
  mutable signing::CrlSource crls = lists();  // asking changes nothing, yet the interface is not const

  std::unique_ptr<signing::KeyHolder> holder(const fakes::Identity& who) const {
    return taken(signing::openFileKey(who.keyPem, who.certificate.pem() + issuing.certificate.pem()));
  }

  signing::SignatureSpec spec(bool visible = true) const {
    signing::SignatureSpec out;
    out.field = "Chair";
    if (visible) {
      out.box = signing::PageBox{1, 300, 150, 120, 60};
      out.image = stamp;
    }
    out.reason = "Ban hành quyết định";
    out.claimedAt = pki.now;
    out.willBeTimeStamped = false;
    return out;
  }

  /// prepare, sign, complete: all that one B-B signature costs.
  Bytes sign(const Bytes& pdf, signing::KeyHolder& key, const signing::SignatureSpec& how) const {
    const signing::PadesSigner signer;
    auto prepared = taken(signer.prepare(signing::SigningJobId("job"), pdf, key.chain(), how));
    const Bytes raw = taken(key.sign(prepared.job, prepared.toSign));
    return taken(signer.complete(std::move(prepared), raw));
  }

 private:
  /// The decision's sample without its list of nominees, short enough for one page.
  static Bytes onePage() {
    const std::string folder = TDKT_SOURCE_DIR "/templates/pack/decision/1";
    auto fields = taken(templates::fieldSetFromJson(readWhole(folder + "/sample.json")));
    for (auto& group : fields.tables["nominees"].groups) group.rows.clear();
    fields.lists["articles"].resize(2);
    fields.lists["legalBases"].resize(2);
    const auto filler = taken(templates::loadTemplate(folder, templates::kDebianFonts));
    auto filled = taken(filler->fill(fields, fakes::FakeClock().now()));
    if (filled.pages != 1) std::cerr << "the decision has " << filled.pages << " pages\n";
    return filled.pdf;
  }
  signing::CrlSource lists() const {
    signing::CrlSource out;
    for (const fakes::Identity* issuer : {&root, &issuing}) {
      const auto day = fakes::TestPki::kDay;
      const auto list = taken(trust::makeCrl(issuer->own, {}, pki.now.plus(-day), pki.now.plus(day * 20)));
      taken(out.add(trust::toDer(i2d_X509_CRL, list.get())));
    }
    return out;
  }
};

/// A key in SoftHSM, through our holder and through bare C_Sign.
class TokenWorld {
 public:
  static bool present() { return ::access(kSoftHsm, R_OK) == 0; }

  TokenWorld(const SigningWorld& world, const std::string& folder) {
    fakes::useSoftHsmIn(folder);
    SystemRandom random;
    {
      auto token =
          taken(trust::SoftToken::open({kSoftHsm, folder + "/tokens", "bench", Secret("123456")}, random));
      taken(token.import("chair", world.rsa.own));
    }
    signing::Pkcs11Settings settings;
    settings.module = kSoftHsm;
    settings.tokenLabel = "bench";
    settings.keyLabel = "chair";
    settings.pin = Secret("123456");
    settings.issuersPem = world.issuing.certificate.pem();
    holder = taken(signing::openPkcs11Key(settings));
    openBare();
  }

  /// One RSA signature by the token and nothing else: the limit of whatever signs through it.
  void signBare() {
    static const unsigned char info[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                         0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    unsigned char input[sizeof info + 32] = {};
    std::copy(std::begin(info), std::end(info), input);
    unsigned char out[512];
    CK_ULONG size = sizeof out;
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, nullptr, 0};
    if (functions_->C_SignInit(session_, &mechanism, key_) != CKR_OK ||
        functions_->C_Sign(session_, input, sizeof input, out, &size) != CKR_OK) {
      std::cerr << "the token did not sign\n";
      std::exit(1);
    }
  }

  std::unique_ptr<signing::KeyHolder> holder;

 private:
  void openBare() {
    void* library = ::dlopen(kSoftHsm, RTLD_NOW);
    const auto list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    list(&functions_);
    CK_SLOT_ID slots[8];
    CK_ULONG count = 8;
    functions_->C_GetSlotList(CK_TRUE, slots, &count);
    for (CK_ULONG i = 0; i < count && key_ == 0; ++i) {
      if (functions_->C_OpenSession(slots[i], CKF_SERIAL_SESSION, nullptr, nullptr, &session_) != CKR_OK)
        continue;
      CK_OBJECT_CLASS kind = CKO_PRIVATE_KEY;
      CK_ATTRIBUTE wanted = {CKA_CLASS, &kind, sizeof kind};
      CK_ULONG found = 0;
      functions_->C_FindObjectsInit(session_, &wanted, 1);
      functions_->C_FindObjects(session_, &key_, 1, &found);
      functions_->C_FindObjectsFinal(session_);
    }
    if (key_ == 0) std::cerr << "the token shows no key\n";
  }

  CK_FUNCTION_LIST* functions_ = nullptr;
  CK_SESSION_HANDLE session_ = 0;
  CK_OBJECT_HANDLE key_ = 0;
};

}  // namespace tdkt::bench
