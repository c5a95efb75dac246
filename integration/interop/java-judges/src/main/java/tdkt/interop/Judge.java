package tdkt.interop;

import java.io.File;

/** One independent program's opinion of one file. */
interface Judge {
    /** What a file is said to be: the judge must find exactly that. Level is "B-B" … "B-LTA", or "none". */
    record Claim(File file, String level, int signatures) {}

    /** Status is "passed" or "failed"; detail says what was found. */
    record Opinion(String status, String detail) {
        static Opinion of(boolean good, String detail) {
            return new Opinion(good ? "passed" : "failed", detail);
        }
    }

    Opinion judge(Claim claim) throws Exception;
}
