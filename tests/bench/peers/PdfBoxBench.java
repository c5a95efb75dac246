import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSigProperties;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSignDesigner;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** PDFBox and Bouncy Castle signing the dumped page as signing_bench does. Prints operations per CPU second. */
public final class PdfBoxBench {
    private final byte[] page;
    private final byte[] image;
    private final PrivateKey key;
    private final X509CertificateHolder certificate;
    private final X509CertificateHolder issuing;

    private PdfBoxBench(Path folder) throws Exception {
        page = Files.readAllBytes(folder.resolve("decision.pdf"));
        image = Files.readAllBytes(folder.resolve("stamp.png"));
        certificate = (X509CertificateHolder) pem(folder.resolve("certificate.pem"));
        issuing = (X509CertificateHolder) pem(folder.resolve("issuing.pem"));
        key = new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) pem(folder.resolve("key.pem")));
    }

    private static Object pem(Path path) throws Exception {
        return new PEMParser(new StringReader(Files.readString(path))).readObject();
    }

    private byte[] cms(byte[] content) throws Exception {
        ContentSigner signer = new JcaContentSignerBuilder("SHA256withRSA").build(key);
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new SignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build()).build(signer, certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate, issuing)));
        return generator.generate(new CMSProcessableByteArray(content), false).getEncoded();
    }

    private byte[] once() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = Loader.loadPDF(page); SignatureOptions options = new SignatureOptions()) {
            PDVisibleSignDesigner designer = new PDVisibleSignDesigner(document, new ByteArrayInputStream(image), 1);
            designer.xAxis(300).yAxis(630).width(120).height(60);
            PDVisibleSigProperties properties = new PDVisibleSigProperties();
            properties.visualSignEnabled(true).page(1).setPdVisibleSignature(designer).buildSignature();
            options.setVisualSignature(properties.getVisibleSignature());
            options.setPage(0);
            options.setPreferredSignatureSize(16384);
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
            signature.setSignDate(Calendar.getInstance());
            document.addSignature(signature, content -> {
                try {
                    return cms(content.readAllBytes());
                } catch (Exception e) {
                    throw new java.io.IOException(e);
                }
            }, options);
            document.saveIncremental(out);
        }
        return out.toByteArray();
    }

    public static void main(String[] words) throws Exception {
        PdfBoxBench bench = new PdfBoxBench(Path.of(words[0]));
        double seconds = Double.parseDouble(words[1]);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Files.write(Path.of(words[0], "by-pdfbox.pdf"), bench.once());
        double[] rates = new double[4]; // the first round warms the compiler up and is dropped
        for (int round = 0; round < rates.length; round++) {
            long start = system.getProcessCpuTime();
            int count = 0;
            while (system.getProcessCpuTime() - start < seconds * 1e9) {
                bench.once();
                count++;
            }
            rates[round] = count / ((system.getProcessCpuTime() - start) / 1e9);
        }
        double[] kept = Arrays.copyOfRange(rates, 1, rates.length);
        Arrays.sort(kept);
        System.out.println(kept[1]);
    }
}
