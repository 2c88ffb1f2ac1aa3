package atlas.server.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses (a bad request line, headers too large), in our words and as JSON. */
final class JsonErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status =
        request.getAttribute(ERROR_EXCEPTION) instanceof HttpException refused
            ? refused.getCode()
            : response.getStatus();
    if (status < 400) status = 500;
    Problem.of(status, sentence(status)).write(response, callback);
    return true;
  }

  private static String sentence(int status) {
    return switch (status) {
      case 400 -> "This is not a valid HTTP request.";
      case 404 -> "There is nothing here; the MCP endpoint is /mcp.";
      case 408 -> "The request took too long to arrive.";
      case 413 -> "The request body is too large.";
      case 414 -> "The request line is too long.";
      case 431 -> "The request headers are too large.";
      case 501 -> "That is not supported.";
      case 505 -> "That HTTP version is not supported.";
      default -> status < 500 ? "The request was refused." : "The server failed.";
    };
  }
}
