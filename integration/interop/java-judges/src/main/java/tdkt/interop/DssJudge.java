package tdkt.interop;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.model.x509.revocation.crl.CRL;
import eu.europa.esig.dss.model.x509.revocation.ocsp.OCSP;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.client.http.NativeHTTPDataLoader;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.AlternateUrlsSourceAdapter;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** EU DSS with its own default policy: our root trusted, our CRLs given, our OCSP responder on loopback. */
final class DssJudge implements Judge {
    private final CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    private final CommonCertificateSource known = new CommonCertificateSource();
    private final Map<String, List<String>> options;
    private final String reports;

    DssJudge(Map<String, List<String>> options) {
        this.options = options;
        for (String path : options.getOrDefault("--root", List.of())) trusted.addCertificate(read(path));
        for (String path : options.getOrDefault("--intermediate", List.of())) known.addCertificate(read(path));
        reports = options.getOrDefault("--reports", List.of("")).get(0);
    }

    private static CertificateToken read(String path) {
        return DSSUtils.loadCertificate(new File(path));
    }

    private CommonCertificateVerifier verifier() {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setAdjunctCertSources(known);
        verifier.setAIASource(null);
        verifier.setCrlSource(null);
        List<String> crls = options.getOrDefault("--crl", List.of());
        if (!crls.isEmpty()) {
            ExternalResourcesCRLSource given = new ExternalResourcesCRLSource(
                    crls.stream().map(path -> new FileDocument(path)).toArray(FileDocument[]::new));
            verifier.setCrlSource((certificate, issuer) ->
                    given.getRevocationTokens(certificate, issuer).stream().findFirst().orElse(null));
        }
        List<String> responders = options.getOrDefault("--ocsp", List.of());
        if (!responders.isEmpty()) {
            OnlineOCSPSource online = new OnlineOCSPSource(new NativeHTTPDataLoader());
            verifier.setOcspSource(new AlternateUrlsSourceAdapter<OCSP>(online, responders));
        }
        verifier.setRevocationFallback(true);
        return verifier;
    }

    @Override
    public Opinion judge(Claim claim) throws Exception {
        PDFDocumentValidator validator = new PDFDocumentValidator(new FileDocument(claim.file()));
        validator.setCertificateVerifier(verifier());
        Reports result = validator.validateDocument();
        if (!reports.isEmpty()) {
            Path base = Path.of(reports);
            Files.createDirectories(base);
            Files.writeString(base.resolve(claim.file().getName() + ".simple.xml"), result.getXmlSimpleReport());
            Files.writeString(base.resolve(claim.file().getName() + ".detailed.xml"), result.getXmlDetailedReport());
            Files.writeString(base.resolve(claim.file().getName() + ".diagnostic.xml"), result.getXmlDiagnosticData());
        }
        SimpleReport simple = result.getSimpleReport();
        boolean good = simple.getSignaturesCount() == claim.signatures();
        List<String> found = new ArrayList<>();
        for (String id : simple.getSignatureIdList()) {
            String level = String.valueOf(simple.getSignatureFormat(id)).replace("PAdES_BASELINE_", "B-");
            level = level.replace("PAdES-BASELINE-", "B-");
            String indication = String.valueOf(simple.getIndication(id));
            String text = level + " " + indication;
            if (simple.getSubIndication(id) != null) text += "/" + simple.getSubIndication(id);
            if (simple.getIndication(id) != Indication.TOTAL_PASSED) {
                for (Message message : simple.getAdESValidationErrors(id)) text += " [" + message.getValue() + "]";
            }
            for (Message message : simple.getAdESValidationWarnings(id)) text += " (warning: " + message.getValue() + ")";
            good = good && simple.getIndication(id) == Indication.TOTAL_PASSED && level.equals(claim.level());
            found.add(text);
        }
        return Opinion.of(good, found.isEmpty() ? "no signature found" : String.join("; ", found));
    }
}
