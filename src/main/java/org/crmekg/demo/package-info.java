/**
 * The sample enterprise: makes its database and its files where they are missing, and changes them.
 *
 * <p>{@link org.crmekg.demo.DemoSources} touches sources that say so themselves ({@code
 * ekg:initScript}) and files inside the data folder's {@code demo} folder, and nothing else: other
 * sources are read-only to crm-ekg.
 */
@NullMarked
package org.crmekg.demo;

import org.jspecify.annotations.NullMarked;
