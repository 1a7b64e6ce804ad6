@NullMarked
package honeyd.arpd;

import org.jspecify.annotations.NullMarked;
