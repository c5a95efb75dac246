import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;

/** PDFBox fills and flattens the dumped form as templates_bench does. Prints operations per CPU second. */
public final class FillPdfBox {
    private static final String[] NAMES = {"recipientName", "achievement"};
    private final byte[] form;
    private final byte[] font;
    private final String[] values = new String[NAMES.length];

    private FillPdfBox(Path folder) throws Exception {
        form = Files.readAllBytes(folder.resolve("form.pdf"));
        font = Files.readAllBytes(folder.resolve("font.ttf"));
        for (int i = 0; i < NAMES.length; i++) values[i] = Files.readString(folder.resolve(NAMES[i] + ".txt"));
    }

    private byte[] once() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = Loader.loadPDF(form)) {
            PDAcroForm fields = document.getDocumentCatalog().getAcroForm(null);
            // Its form fields cannot use a subset: the whole font goes in.
            PDType0Font face = PDType0Font.load(document, new ByteArrayInputStream(font), false);
            PDResources resources = new PDResources();
            COSName name = resources.add(face);
            fields.setDefaultResources(resources);
            for (int i = 0; i < NAMES.length; i++) {
                PDTextField field = (PDTextField) fields.getField(NAMES[i]);
                field.setDefaultAppearance("/" + name.getName() + " 14 Tf 0 g");
                field.setValue(values[i]);
            }
            fields.flatten();
            document.save(out);
        }
        return out.toByteArray();
    }

    public static void main(String[] words) throws Exception {
        FillPdfBox bench = new FillPdfBox(Path.of(words[0]));
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
