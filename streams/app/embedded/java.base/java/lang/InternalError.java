package java.lang;

/**
 * In place of Java's own class in the broker: ends the process where the error comes up.
 *
 * <p>Java throws it when a page of a memory-mapped file cannot be had, as on a full disk. Kafka maps its indexes, and appends
 * a batch to the data file before it appends to them. It takes only an {@code IOException} for a failed disk; after this
 * error it goes on with the batch in the file and the end of the log before it, so that the next batch gets the same offset.
 * Here the lock of the log is still held: nothing is appended after the batch, and recovery at the next start either counts
 * it or cuts it off.
 */
public class InternalError extends VirtualMachineError {
    @java.io.Serial
    private static final long serialVersionUID = -9062593416125562365L;

    public InternalError() {
        end();
    }

    public InternalError(String message) {
        super(message);
        end();
    }

    public InternalError(String message, Throwable cause) {
        super(message, cause);
        end();
    }

    public InternalError(Throwable cause) {
        super(cause);
        end();
    }

    private void end() {
        try {
            printStackTrace();
            System.err.println("A page of a memory-mapped file could not be read or written, as on a full disk: ended.");
        } finally {
            // Not exit: a stop in order would tell the next start that there is nothing to recover.
            Runtime.getRuntime().halt(1);
        }
    }
}
