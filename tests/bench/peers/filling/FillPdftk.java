import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * pdftk-java fills and flattens the dumped form, called inside one warm machine instead of once per process. It reads
 * and writes files, so the folder should lie in memory. Prints operations per CPU second.
 */
public final class FillPdftk {
    public static void main(String[] words) throws Exception {
        Path folder = Path.of(words[0]);
        double seconds = Double.parseDouble(words[1]);
        String[] command = {folder.resolve("form.pdf").toString(), "fill_form", folder.resolve("values.xfdf").toString(),
            "output", folder.resolve("by-pdftk.pdf").toString(), "flatten",
            "replacement_font", folder.resolve("font.ttf").toString()};
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double[] rates = new double[4]; // the first round warms the compiler up and is dropped
        for (int round = 0; round < rates.length; round++) {
            long start = system.getProcessCpuTime();
            int count = 0;
            while (system.getProcessCpuTime() - start < seconds * 1e9) {
                if (com.gitlab.pdftk_java.pdftk.main_noexit(command) != 0) throw new IllegalStateException("it failed");
                count++;
            }
            rates[round] = count / ((system.getProcessCpuTime() - start) / 1e9);
        }
        double[] kept = Arrays.copyOfRange(rates, 1, rates.length);
        Arrays.sort(kept);
        System.out.println(kept[1]);
    }
}
