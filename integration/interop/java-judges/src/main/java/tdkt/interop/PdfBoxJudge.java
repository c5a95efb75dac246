package tdkt.interop;

import java.io.FileInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * PDFBox finds the signatures, Bouncy Castle verifies them. Integrity, the attributes PAdES asks for and
 * forbids, and the imprints of time-stamps; certificate paths are the other judges' work.
 */
final class PdfBoxJudge implements Judge {
    private final BouncyCastleProvider provider = new BouncyCastleProvider();
    private boolean hasDocumentTimeStamp;

    @Override
    public Opinion judge(Claim claim) throws Exception {
        List<String> found = new ArrayList<>();
        int signatures = 0;
        boolean good = true;
        boolean wholeFile = false;
        try (PDDocument document = Loader.loadPDF(claim.file())) {
            hasDocumentTimeStamp = document.getSignatureDictionaries().stream().anyMatch(PdfBoxJudge::isTimeStamp);
            for (PDSignature signature : document.getSignatureDictionaries()) {
                String fault = isTimeStamp(signature) ? faultOfTimeStamp(claim, signature) : faultOfSignature(claim, signature);
                if (!isTimeStamp(signature)) signatures++;
                int[] range = signature.getByteRange();
                wholeFile = wholeFile || (long) range[2] + range[3] == claim.file().length();
                good = good && fault.isEmpty();
                found.add(signature.getSubFilter() + (fault.isEmpty() ? " verified" : " " + fault));
            }
        }
        if (!wholeFile && claim.level().matches("B-(B|T|LTA)")) {
            good = false;
            found.add("no signature reaches the end of the file");
        }
        return Opinion.of(good && signatures == claim.signatures(), String.join("; ", found));
    }

    private static boolean isTimeStamp(PDSignature signature) {
        return "DocTimeStamp".equals(signature.getCOSObject().getNameAsString("Type"));
    }

    private static byte[] signedOctets(Claim claim, PDSignature signature) throws Exception {
        try (InputStream in = new FileInputStream(claim.file())) {
            return signature.getSignedContent(in);
        }
    }

    private String faultOfTimeStamp(Claim claim, PDSignature signature) throws Exception {
        TimeStampToken token = new TimeStampToken(new CMSSignedData(withoutPadding(signature.getContents())));
        return faultOfToken(token, signedOctets(claim, signature));
    }

    private static byte[] withoutPadding(byte[] contents) throws Exception {
        try (org.bouncycastle.asn1.ASN1InputStream in = new org.bouncycastle.asn1.ASN1InputStream(contents)) {
            return in.readObject().getEncoded();
        }
    }

    private String faultOfToken(TimeStampToken token, byte[] stamped) throws Exception {
        X509CertificateHolder holder = only(token.getCertificates().getMatches(token.getSID()));
        if (holder == null) return "time-stamp without its certificate";
        token.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider(provider).build(holder));
        String hash = token.getTimeStampInfo().getMessageImprintAlgOID().getId();
        byte[] imprint = MessageDigest.getInstance(hash, provider).digest(stamped);
        boolean fits = Arrays.equals(imprint, token.getTimeStampInfo().getMessageImprintDigest());
        return fits ? "" : "time-stamp of something else";
    }

    private static X509CertificateHolder only(Collection<X509CertificateHolder> holders) {
        return holders.size() == 1 ? holders.iterator().next() : null;
    }

    private String faultOfSignature(Claim claim, PDSignature signature) throws Exception {
        if (!"ETSI.CAdES.detached".equals(signature.getSubFilter())) return "is not a PAdES signature";
        CMSSignedData cms = new CMSSignedData(
                new CMSProcessableByteArray(signedOctets(claim, signature)), withoutPadding(signature.getContents()));
        if (cms.getSignerInfos().size() != 1) return "has not exactly one signer";
        SignerInformation signer = cms.getSignerInfos().iterator().next();
        @SuppressWarnings("unchecked")
        X509CertificateHolder holder = only(cms.getCertificates().getMatches(signer.getSID()));
        if (holder == null) return "has no certificate of its signer";
        if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(provider).build(holder)))
            return "does not verify";
        String fault = faultOfAttributes(signer, holder);
        return fault.isEmpty() ? faultOfUnsigned(claim, signer) : fault;
    }

    private String faultOfAttributes(SignerInformation signer, X509CertificateHolder holder) throws Exception {
        if (signer.getSignedAttributes().get(CMSAttributes.signingTime) != null) return "has a signing-time attribute";
        Attribute attribute = signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        if (attribute == null) return "has no signing-certificate-v2 attribute";
        ESSCertIDv2 id = SigningCertificateV2.getInstance(attribute.getAttributeValues()[0]).getCerts()[0];
        byte[] hash = MessageDigest.getInstance(id.getHashAlgorithm().getAlgorithm().getId(), provider)
                .digest(holder.getEncoded());
        return Arrays.equals(hash, id.getCertHash()) ? "" : "names another certificate in signing-certificate-v2";
    }

    private String faultOfUnsigned(Claim claim, SignerInformation signer) throws Exception {
        Attribute stamp = signer.getUnsignedAttributes() == null ? null
                : signer.getUnsignedAttributes().get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
        if (stamp == null) return "B-T".equals(claim.level()) && !hasDocumentTimeStamp ? "has no time-stamp" : "";
        TimeStampToken token = new TimeStampToken(
                new CMSSignedData(stamp.getAttributeValues()[0].toASN1Primitive().getEncoded()));
        return faultOfToken(token, signer.getSignature());
    }
}
