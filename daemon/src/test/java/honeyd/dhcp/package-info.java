@NullMarked
package honeyd.dhcp;

import org.jspecify.annotations.NullMarked;
