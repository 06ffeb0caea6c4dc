import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.Set;
import org.h2.mvstore.MVStore;

/** A MongoDB-compatible store in one file: FILE HOST PORT. */
class MongoStore {
    private static final Set<String> READS = Set.of("hello", "ismaster", "ping", "find", "aggregate", "count", "distinct",
        "getmore", "buildinfo", "listcollections", "listindexes", "listdatabases", "endsessions", "killcursors");

    /** The longest that a start may take to give back the space of what was overwritten. */
    private static final int COMPACT_MS = 500;

    public static void main(String[] args) {
        // Left to itself the store writes once a second, after it has acknowledged.
        MVStore store = new MVStore.Builder().fileName(args[0]).autoCommitDisabled().open();
        store.compactFile(COMPACT_MS);
        H2Backend backend = new H2Backend(store) {
            @Override
            public Document handleMessage(MongoMessage message) {
                Document answer = super.handleMessage(message);
                String command = message.getDocument().keySet().iterator().next();
                if (!READS.contains(command.toLowerCase())) commit();
                return answer;
            }
        };
        // The version that driver 6 accepts and for which the server pretends no sessions.
        MongoServer server = new MongoServer(backend.version(ServerVersion.MONGO_5_0));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind(args[1], Integer.parseInt(args[2]));
    }
}
