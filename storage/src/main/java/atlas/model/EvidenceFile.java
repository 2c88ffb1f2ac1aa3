package atlas.model;

import java.util.UUID;

/**
 * A file that belongs to a piece of evidence.
 *
 * @param position from 1 on: the second file of E-5 is E-5.2
 * @param mimeType what its bytes are, whatever its name says
 * @param sha256 of its bytes, under which they lie
 */
public record EvidenceFile(
    UUID evidenceId, int position, String filename, String mimeType, int size, String sha256) {}
