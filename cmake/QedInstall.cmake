# SPDX-License-Identifier: Apache-2.0
# cmake --install: headers, one static library a room, the command, and a package so that find_package(qed) works.
include(CMakePackageConfigHelpers)
get_property(rooms GLOBAL PROPERTY QED_ROOMS)
add_library(qed_qed INTERFACE)
set_target_properties(qed_qed PROPERTIES EXPORT_NAME qed)
target_link_libraries(qed_qed INTERFACE ${rooms})
install(TARGETS ${rooms} qed_qed EXPORT qedTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS qed RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY "${PROJECT_SOURCE_DIR}/qed" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/qed" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/qed")
install(EXPORT qedTargets NAMESPACE qed:: DESTINATION ${package_dir})
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/qedConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/qedConfig.cmake" INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/qedConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/qedConfig.cmake" "${PROJECT_BINARY_DIR}/qedConfigVersion.cmake"
        DESTINATION ${package_dir})
