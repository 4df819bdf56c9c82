package org.crmekg.cli;

import org.crmekg.UsageException;
import org.crmekg.app.OnDataError;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code fail} and {@code quarantine}. */
final class OnDataErrorConverter implements ITypeConverter<OnDataError> {
  @Override
  public OnDataError convert(String text) {
    try {
      return OnDataError.named(text);
    } catch (UsageException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
