package tdkt.interop;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads jobs from standard input, one a line: judge TAB case TAB file TAB level TAB signatures.
 * Writes opinions to standard output, one a line: judge TAB case TAB passed|failed TAB detail.
 */
public final class Main {
    private Main() {}

    public static void main(String[] words) throws Exception {
        Map<String, List<String>> options = optionsFrom(words);
        Map<String, Judge> judges = new HashMap<>();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what a library prints must not look like an opinion
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] job = line.split("\t");
            Judge.Opinion opinion;
            try {
                if (!judges.containsKey(job[0])) judges.put(job[0], open(job[0], options));
                opinion = judges.get(job[0]).judge(
                        new Judge.Claim(new File(job[2]), job[3], Integer.parseInt(job[4])));
            } catch (Exception | LinkageError e) {
                opinion = new Judge.Opinion(e instanceof LinkageError ? "broken" : "failed", "the judge threw " + e);
            }
            out.println(String.join("\t", job[0], job[1], opinion.status(),
                    opinion.detail().replaceAll("\\s+", " ")));
        }
        System.exit(0); // HTTP clients of a judge may leave threads behind
    }

    private static Judge open(String name, Map<String, List<String>> options) throws Exception {
        switch (name) {
            case "dss": return new DssJudge(options);
            case "pdfbox": return new PdfBoxJudge();
            case "verapdf": return new VeraPdfJudge();
            default: throw new IllegalArgumentException("no such judge: " + name);
        }
    }

    private static Map<String, List<String>> optionsFrom(String[] words) {
        Map<String, List<String>> options = new HashMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            options.computeIfAbsent(words[i], key -> new ArrayList<>()).add(words[i + 1]);
        }
        return options;
    }
}
