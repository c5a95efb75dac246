package tdkt.interop;

import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** veraPDF: is the file PDF/A-2b? */
final class VeraPdfJudge implements Judge {
    VeraPdfJudge() {
        VeraGreenfieldFoundryProvider.initialise();
    }

    @Override
    public Opinion judge(Claim claim) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(claim.file(), PDFAFlavour.PDFA_2_B);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_2_B, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, String> broken = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
                String clause = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                broken.putIfAbsent(clause, assertion.getMessage() + " at " + assertion.getLocation().getContext());
            }
            return Opinion.of(result.isCompliant(), result.isCompliant()
                    ? "PDF/A-2b, " + result.getTotalAssertions() + " checks" : broken.toString());
        }
    }
}
