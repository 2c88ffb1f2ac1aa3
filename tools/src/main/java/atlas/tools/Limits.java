package atlas.tools;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Bounds: of the value for a number, of the length for text, of the number of items for a list. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Limits {
  int min() default 0;

  int max();

  /** Of a list of text: the most characters of each item, which has one at least; 0 for none. */
  int each() default 0;
}
