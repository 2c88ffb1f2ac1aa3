/** Between the forms in which rich text is kept: Markdown, Jira Cloud's documents, wiki markup. */
@NullMarked
package atlas.integrations.markup;

import org.jspecify.annotations.NullMarked;
