/** GitLab: what a person did there, read through version 4 of its interface. */
@NullMarked
package atlas.integrations.gitlab;

import org.jspecify.annotations.NullMarked;
